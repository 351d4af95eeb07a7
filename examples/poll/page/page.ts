/** The page: signs in, creates a poll or shows the one in the address, `/?poll=<id>`. */
import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, Poll, ServerToClientEvents } from "../src/events.ts";

const TOKEN = "token";

function find<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no #${id}`);
  return element as T;
}

/** Shows one of the three parts of the page. */
function show(part: "login" | "create" | "poll"): void {
  for (const id of ["login", "create", "poll"]) find(id).hidden = id !== part;
}

const showError = (text: string): void => {
  find("error").textContent = text;
};

const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io({
  autoConnect: false,
  // Called for each connection: the token may be new.
  auth: (send) => send({ token: localStorage.getItem(TOKEN) }),
});

/** The poll that is shown. */
let poll: Poll | undefined;

function render({ question, options, votes, mine }: Poll): void {
  const total = votes.reduce((sum, count) => sum + count, 0);
  find("question").textContent = question;
  find("total").textContent = total === 1 ? "1 vote." : `${total} votes.`;
  find("options").replaceChildren(
    ...options.map((text, option) => {
      const count = votes[option] ?? 0;
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", String(option === mine));
      button.style.setProperty("--share", `${total === 0 ? 0 : (100 * count) / total}%`);
      const [label, number] = [document.createElement("span"), document.createElement("span")];
      label.textContent = text;
      number.textContent = String(count);
      button.append(label, number);
      button.addEventListener("click", () => void vote(option));
      item.append(button);
      return item;
    }),
  );
}

async function vote(option: number): Promise<void> {
  if (poll === undefined) return;
  poll.mine = option;
  const result = await socket.emitWithAck("poll:vote", poll.id, option);
  if (!result.ok) showError(result.error);
}

async function open(id: string): Promise<void> {
  const result = await socket.emitWithAck("poll:open", id);
  if (!result.ok) return showError(result.error);
  poll = result.poll;
  render(poll);
  show("poll");
}

socket.on("poll:votes", (id, votes) => {
  if (poll?.id !== id) return;
  poll.votes = votes;
  render(poll);
});

// Also after a reconnection: the room has to be joined again, and votes may have been missed.
socket.on("connect", () => {
  showError("");
  const id = new URLSearchParams(location.search).get("poll");
  if (id === null) show("create");
  else void open(id);
});

socket.on("connect_error", (error) => {
  if (socket.active) return showError("Connecting...");
  // The server rejected the token.
  localStorage.removeItem(TOKEN);
  showError(error.message);
  show("login");
});

find<HTMLFormElement>("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = String(new FormData(find<HTMLFormElement>("login")).get("name"));
  const response = await fetch("/login", { method: "POST", body: name });
  if (!response.ok) return showError(await response.text());
  localStorage.setItem(TOKEN, await response.text());
  socket.connect();
});

find<HTMLFormElement>("create").addEventListener("submit", async (event) => {
  event.preventDefault();
  const data = new FormData(find<HTMLFormElement>("create"));
  const options = String(data.get("options"))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const result = await socket.emitWithAck("poll:create", { question: String(data.get("question")), options });
  if (!result.ok) return showError(result.error);
  showError("");
  history.pushState(null, "", `?poll=${result.id}`);
  await open(result.id);
});

if (localStorage.getItem(TOKEN) === null) show("login");
else socket.connect();
