/**
 * Loaded into wrangler by `npm start` (`node --import`): ends wrangler and workerd, which share a process group, when the process that
 * started them is gone without having ended them (SIGKILL, a crash).
 */
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(0, "SIGKILL");
}, 500).unref();
