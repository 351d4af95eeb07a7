/**
 * Prepares a fresh clone: installs what package-lock.json names, once; with `--browser` a Chromium, and with `--python` a
 * Socket.IO client in Python, where this machine lets it.
 *
 * Runs before `npm start`, `npm test` and the like, on the machine's own Node (20 or newer) with nothing installed. The
 * packages include a Node of their own, so this must be a script line of its own: a shell remembers where it found
 * `node` before the install.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = join(root, "node_modules", ".installed");
const windows = process.platform === "win32";
const executable = (name) => (windows ? `${name}.exe` : name);

/** Prints what went wrong and stops. */
function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

/** What an installation depends on: the exact packages, and the system their binaries were chosen for. */
function fingerprint() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .update(`${process.platform} ${process.arch}`)
    .digest("hex");
}

/** True when node_modules matches this lockfile. */
function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, "utf8").trim() === fingerprint();
}

/** The major version of the Node that npm scripts of this project run on, or 0 where there is none. */
function installedNodeMajor() {
  const node = join(root, "node_modules", "node", "bin", executable("node"));
  const { stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return Number(/^v(\d+)\./.exec(stdout ?? "")?.[1] ?? 0);
}

/** Notes that node_modules now holds what package-lock.json names. */
function markInstalled() {
  const major = installedNodeMajor();
  if (major !== 24)
    fail(
      `The packages are installed, but node_modules/.bin/node is ${major === 0 ? "missing" : `Node ${major}`}; ` +
        "Node 24 was expected.\nIt is made by the install script of the package `node`: are install scripts switched " +
        "off (ignore-scripts)?",
    );
  writeFileSync(stamp, `${fingerprint()}\n`);
}

/** Installs exactly what package-lock.json names, and says only what matters. Ends with this process, and with what started it. */
async function install() {
  console.log("Installing packages (once; about a minute)...");
  rmSync(stamp, { force: true });
  const env = { ...process.env, npm_config_update_notifier: "false" };
  // The Node in node_modules is about to be replaced: npm and the packages' scripts must run on the machine's own.
  const path = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  env[path] = (env[path] ?? "")
    .split(delimiter)
    .filter((folder) => !/node_modules[\\/]+\.bin[\\/]*$/.test(folder))
    .join(delimiter);
  // Packages that ask for a newer Node than the machine's get it here, so their warnings are noise.
  const npm = spawn(
    windows ? "npm.cmd" : "npm",
    ["ci", "--include=dev", "--loglevel=error", "--no-audit", "--no-fund"],
    // A group of its own, so that npm and the install scripts can be ended together.
    { cwd: root, env, stdio: ["ignore", "inherit", "inherit"], shell: windows, detached: !windows },
  );
  const end = () => {
    try {
      if (windows) npm.kill();
      else process.kill(-npm.pid, "SIGTERM");
    } catch {
      // It has ended already.
    }
    process.exit(1);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
  // The shell of an npm script ends without telling its programs.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(), 500).unref();
  const status = await new Promise((resolve) => {
    npm.on("error", (error) => fail(`npm could not be started: ${error.message}`));
    npm.on("close", resolve);
  });
  if (status !== 0) fail("The packages could not be installed; npm says why above.");
  markInstalled();
}

/** The first of `names` found on PATH. */
function findOnPath(names) {
  for (const name of names)
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const file = join(folder, executable(name));
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here: look in the next folder.
      }
    }
  return undefined;
}

const mayInstallDebianPackages = existsSync("/etc/debian_version") && process.getuid?.() === 0;

/** Installs packages of Debian in one go. Returns whether all of them were installed. */
function installDebianPackages(packages) {
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", "ignore", "inherit"],
  };
  // A mirror that does not answer is given up after some seconds.
  const deadlines = ["-o", "Acquire::http::Timeout=20", "-o", "Acquire::Retries=1"];
  spawnSync("apt-get", ["-qq", ...deadlines, "update"], options);
  const install = (names) =>
    spawnSync("apt-get", ["-qq", ...deadlines, "install", "-y", "--no-install-recommends", ...names], options)
      .status === 0;
  // A package that this release does not have fails the others with it.
  return install(packages) || packages.map((name) => install([name])).every(Boolean);
}

/** True when Python on this machine has the client. */
const hasPythonClient = () =>
  ["python3", "/usr/bin/python3"].some(
    (python) =>
      spawnSync(python, ["-c", "import aiohttp, requests, socketio, websocket"], { stdio: "ignore" })
        .status === 0,
  );

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Chromium without windows, in which the browser tests take half the time. */
const HEADLESS_SHELL = ["chromium-headless-shell", "chrome-headless-shell"];

/** True when the browser tests find the browser of `CHROMIUM`, or one on PATH. */
const hasChromium = () => Boolean(process.env.CHROMIUM) || findOnPath(CHROMIUM) !== undefined;

/** Notes that Debian's mirrors were asked for what tests can do without, so that they are asked only once. */
const triedOptional = join(root, "node_modules", ".optional-packages");

/** Installs what tests need besides the packages of npm, where this machine lets it. */
function installTestTools({ browser, python }) {
  if (!mayInstallDebianPackages) return;
  const packages = [];
  if (browser && !hasChromium()) packages.push("chromium");
  if (python && !hasPythonClient())
    packages.push("python3-socketio", "python3-aiohttp", "python3-requests", "python3-websocket");
  const lacksShell = browser && !process.env.CHROMIUM && findOnPath(HEADLESS_SHELL) === undefined;
  if (lacksShell && !existsSync(triedOptional)) {
    packages.push("chromium-headless-shell");
    writeFileSync(triedOptional, "chromium-headless-shell\n");
  }
  if (packages.length === 0) return;
  console.log(`Installing what the tests need (once): ${packages.join(", ")}...`);
  installDebianPackages(packages);
}

/** Makes sure that the browser tests find a Chromium, or says the one command that installs it. */
function requireChromium() {
  const chosen = process.env.CHROMIUM;
  if (chosen && !existsSync(chosen)) fail(`CHROMIUM is set to ${chosen}, which does not exist.`);
  if (hasChromium()) return;
  const command = existsSync("/etc/debian_version")
    ? "sudo apt-get update && sudo apt-get install -y chromium"
    : process.platform === "darwin"
      ? "brew install --cask google-chrome && export CHROMIUM='/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'"
      : `export CHROMIUM=<the path of a Chromium or Chrome, from your system's packages>`;
  fail(`The browser tests need Chromium, and none was found. Run this once, then try again:\n\n  ${command}`);
}

// `--installed` is npm telling us that it has just changed node_modules by itself (the script `dependencies`).
if (process.argv.includes("--installed")) markInstalled();
else if (!isInstalled() || !existsSync(join(root, "node_modules", "node", "bin", executable("node"))))
  await install();
const wanted = { browser: process.argv.includes("--browser"), python: process.argv.includes("--python") };
installTestTools(wanted);
if (wanted.browser) requireChromium();
// Without a client in Python the tests of that language are skipped.
if (wanted.python && !hasPythonClient())
  console.warn(
    'The tests with a client in Python are skipped: python3 needs pip install "python-socketio[client,asyncio_client]".',
  );
