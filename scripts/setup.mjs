/**
 * Prepares a fresh clone: installs what package-lock.json names, once; with `--browser` a Chromium, and with `--python` a
 * Socket.IO client in Python, where this machine lets it.
 *
 * Runs before `npm start`, `npm test` and the like, on the machine's own Node (20 or newer) with nothing installed. The
 * packages include a Node of their own, so this must be a script line of its own: a shell remembers where it found
 * `node` before the install.
 */
import { spawnSync } from "node:child_process";
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

/** Installs exactly what package-lock.json names, and says only what matters. */
function install() {
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
  const { status, error } = spawnSync(
    windows ? "npm.cmd" : "npm",
    ["ci", "--include=dev", "--loglevel=error", "--no-audit", "--no-fund"],
    { cwd: root, env, stdio: ["ignore", "inherit", "inherit"], shell: windows },
  );
  if (error !== undefined) fail(`npm could not be started: ${error.message}`);
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

/** Installs packages of Debian. Whether that worked is seen by looking for what they bring. */
function installDebianPackages(...packages) {
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", "ignore", "inherit"],
  };
  spawnSync("apt-get", ["-qq", "update"], options);
  spawnSync("apt-get", ["-qq", "install", "-y", "--no-install-recommends", ...packages], options);
}

/** True when Python on this machine has the client. */
const hasPythonClient = () =>
  ["python3", "/usr/bin/python3"].some(
    (python) =>
      spawnSync(python, ["-c", "import aiohttp, requests, socketio, websocket"], { stdio: "ignore" })
        .status === 0,
  );

/** Installs a Socket.IO client for Python. Without one the tests of that language are skipped, and say so. */
function providePythonClient() {
  if (hasPythonClient()) return;
  if (mayInstallDebianPackages) {
    console.log("Installing a Socket.IO client in Python for the tests (once)...");
    installDebianPackages("python3-socketio", "python3-aiohttp", "python3-requests", "python3-websocket");
  }
  if (!hasPythonClient())
    console.warn(
      'The tests with a client in Python are skipped: python3 needs pip install "python-socketio[client,asyncio_client]".',
    );
}

/** Makes sure that the browser tests find a Chromium, or says the one command that installs it. */
function provideChromium() {
  const chosen = process.env.CHROMIUM;
  if (chosen) {
    if (!existsSync(chosen)) fail(`CHROMIUM is set to ${chosen}, which does not exist.`);
    return;
  }
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  if (findOnPath(names) !== undefined) return;
  if (mayInstallDebianPackages) {
    console.log("Installing Chromium for the browser tests (once)...");
    installDebianPackages("chromium", "chromium-headless-shell");
    if (findOnPath(names) !== undefined) return;
  }
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
  install();
if (process.argv.includes("--browser")) provideChromium();
if (process.argv.includes("--python")) providePythonClient();
