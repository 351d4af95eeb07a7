/**
 * Runs the server on this machine: `npm start`. Arguments other than `--verbose` go to `wrangler dev`.
 *
 * Wrangler and workerd run in a process group of their own, which ends with this process, whatever ends it.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters, styleText } from "node:util";
import { noteRunning } from "./running-server.ts";
import { wranglerCommand, wranglerEnvironment } from "./wrangler-command.mjs";

const USAGE = `npm start -- [options]

Builds the page and serves it with its rooms on this machine until it is stopped (Ctrl-C).

  --port <number>            the port (8787)
  --ip <address>             the address to listen on (127.0.0.1); 0.0.0.0 for every network of this machine
  --local-protocol https     serve https, with a certificate that is made for this machine
  --persist-to <folder>      where rooms, files and secrets are kept (.wrangler/state)
  --var <NAME>:<value>       set a variable of the deployment, for example --var LIMIT_TEXT_LENGTH:8000
  --verbose                  print everything that wrangler prints: build, bindings, requests

Every other option of \`wrangler dev\` works too: npm run wrangler -- dev --help`;

/** How long the server has to end in order before it is killed, in milliseconds. */
const STOP_DEADLINE = 5_000;
const windows = process.platform === "win32";

const args = process.argv.slice(2);
if (args.includes("--help") || args.includes("-h")) {
  console.log(USAGE);
  process.exit(0);
}
const verbose = args.includes("--verbose");
const wranglerArgs = args.filter((argument) => argument !== "--verbose");
const option = (name) => {
  const at = wranglerArgs.findLastIndex(
    (argument) => argument === `--${name}` || argument.startsWith(`--${name}=`),
  );
  if (at < 0) return undefined;
  const [, value] = wranglerArgs[at].split(/=(.*)/s);
  return value ?? wranglerArgs[at + 1];
};

const port = option("port") ?? "8787";
const ip = option("ip") ?? "127.0.0.1";
const scheme = option("local-protocol") ?? "http";
if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
  fail(`--port takes a number from 0 to 65535, not '${port}'.`);
if (scheme !== "http" && scheme !== "https") fail(`--local-protocol is http or https, not '${scheme}'.`);
await checkAddress();
const state = resolve(
  fileURLToPath(new URL("..", import.meta.url)),
  option("persist-to") ?? ".wrangler/state",
);
const parent = process.ppid;
const npm = npmBehindShell();
const child = spawn(
  process.execPath,
  [
    ...["--import", new URL("end-with-parent.mjs", import.meta.url).href],
    ...wranglerCommand,
    "dev",
    ...(option("ip") === undefined ? ["--ip", ip] : []),
    ...(option("port") === undefined ? ["--port", port] : []),
    "--show-interactive-dev-session=false",
    ...wranglerArgs,
  ],
  {
    stdio: ["ignore", "pipe", "pipe"],
    detached: !windows,
    env: wranglerEnvironment({ SOCKET_ROCKET_VERBOSE: verbose ? "1" : "" }),
  },
);

noteRunning(state, process.pid);

let stopping = false;
let ready = false;
/** What wrangler printed before the server was ready: shown where it never is. */
let early = [];

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(0));
// npm ends without a signal to its scripts when the terminal is closed, and when it is killed.
setInterval(() => {
  if (process.ppid !== parent || (npm !== undefined && !isRunning(npm))) stop(0);
}, 500).unref();
process.on("exit", () => endGroup("SIGKILL"));
// The reader of what is printed can be gone, too.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => stop(0));

child.on("error", (error) => fail(`wrangler could not be started: ${error.message}`));
child.on("close", (code) => {
  if (!ready && !stopping) for (const line of early) console.error(line);
  process.exit(stopping ? 0 : (code ?? 1));
});
createInterface({ input: child.stdout }).on("line", (line) => show(line, console.log));
createInterface({ input: child.stderr }).on("line", (line) => show(line, console.error));

/** Prints a line of wrangler's, or keeps it back. */
function show(line, print) {
  const plain = stripVTControlCharacters(line);
  const address = /Ready on (\S+)/.exec(plain)?.[1];
  if (address !== undefined && !ready) {
    ready = true;
    announce(new URL(address));
  } else if (verbose) print(line);
  else if (!ready) early.push(line);
  else if (!isNoise(plain)) print(line);
}

/** Lines that are of no use to a person who only runs the server. */
function isNoise(plain) {
  return (
    plain.trim() === "" ||
    /^\[custom build\]/.test(plain) ||
    /^\[wrangler:info\]/.test(plain) ||
    /^⎔ (Reloading|Local server)/.test(plain) ||
    // What happens in rooms is of interest in a deployment. Errors are shown.
    /^\{"event":(?!.*"error":)/.test(plain) ||
    // Already printed in plain words when the server was ready.
    plain.includes('"event":"configuration.invalid"')
  );
}

/** Prints where the server is, and what is wrong with its configuration. */
async function announce(address) {
  early = early.filter((line) => /\bWARNING\b|\bERROR\b/.test(stripVTControlCharacters(line)));
  const addresses = addressesOf(Number(address.port));
  console.log(`\n  ${styleText("bold", "Socket Rocket runs at")}\n`);
  for (const url of addresses) console.log(`    ${styleText(["bold", "cyan"], url)}`);
  console.log(`\n  Open ${addresses[0]}/rooms/general in two browsers. Ctrl-C stops the server.\n`);
  for (const line of verbose ? [] : early) console.error(line);
  const problem = await configurationProblem(address.port);
  if (problem !== undefined)
    console.error(
      `  ${styleText(["bold", "red"], "Nothing is served until this is corrected:")}\n\n    ${problem}\n`,
    );
}

/** What the server says is wrong with its variables. */
async function configurationProblem(actualPort) {
  const host = ["0.0.0.0", "::", "*"].includes(ip) ? "127.0.0.1" : ip;
  const { request } = scheme === "https" ? https : http;
  const asked = request({ host, port: actualPort, path: "/api/health", rejectUnauthorized: false });
  try {
    const [response] = await once(asked.end(), "response", { signal: AbortSignal.timeout(10_000) });
    if (response.statusCode !== 500) return response.resume() && undefined;
    const { error } = JSON.parse(await text(response));
    return error.message.replaceAll("\n", "\n    ");
  } catch {
    // The server says so itself, in its log.
    return undefined;
  }
}

function addressesOf(actualPort) {
  const url = (host) => `${scheme}://${host}:${actualPort}`;
  if (ip !== "0.0.0.0" && ip !== "::" && ip !== "*")
    return [url(ip === "127.0.0.1" || ip === "::1" ? "localhost" : ip.includes(":") ? `[${ip}]` : ip)];
  const networks = Object.values(networkInterfaces())
    .flat()
    .filter(({ family, internal }) => family === "IPv4" && !internal);
  return [url("localhost"), ...networks.map((network) => url(network.address))];
}

/** Ends with a clear error where the server could not listen. */
async function checkAddress() {
  if (port === "0") return;
  const error = await new Promise((resolve) => {
    const probe = createServer();
    probe.on("error", resolve);
    probe.listen(Number(port), ip === "*" ? "0.0.0.0" : ip, () => probe.close(() => resolve(undefined)));
  });
  if (error === undefined) return;
  if (error.code === "EADDRINUSE")
    fail(
      `Port ${port} is in use. Stop the program that uses it, or choose another port: npm start -- --port 9000`,
    );
  if (error.code === "EACCES")
    fail(`Port ${port} needs more rights than this user has. Choose one above 1023.`);
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
    fail(`--ip ${ip}: this machine has no such address.`);
  fail(`The server cannot listen on ${ip}, port ${port}: ${error.message}`);
}

/** The process id of npm, where npm started a shell that started this script. */
function npmBehindShell() {
  if (windows || process.env.npm_lifecycle_event === undefined) return undefined;
  const ps = (field) =>
    spawnSync("ps", ["-o", `${field}=`, "-p", String(parent)], { encoding: "utf8" }).stdout;
  const command = existsSync(`/proc/${parent}/comm`)
    ? readFileSync(`/proc/${parent}/comm`, "utf8")
    : ps("comm");
  if (!/\b(?:sh|ash|dash|bash|zsh)$/.test(command?.trim() ?? "")) return undefined;
  const status = existsSync(`/proc/${parent}/status`)
    ? readFileSync(`/proc/${parent}/status`, "utf8")
    : undefined;
  const pid = Number(status === undefined ? ps("ppid") : /^PPid:\s*(\d+)$/m.exec(status)?.[1]);
  return pid > 1 ? pid : undefined;
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Ends the server: in order, and after a deadline by force. */
function stop(code) {
  if (stopping) return;
  stopping = true;
  endGroup("SIGTERM");
  setTimeout(() => process.exit(code), STOP_DEADLINE).unref();
}

function endGroup(signal) {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}
