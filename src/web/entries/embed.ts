/**
 * `/embed.js`: puts a room into each element with the class `socket-rocket` of a page of another site. It has no dependencies, and
 * a page may include it as an ordinary script.
 */
import {
  EMBED_PARAMETER,
  EMBED_SOURCE,
  type HostMessage,
  type RoomMessage,
  THEME_COLORS,
  THEMES,
} from "../../shared/embed.ts";

/** How long a room may take to begin, in milliseconds. Then the developer of the page gets a hint. */
const DEADLINE = 20_000;

/** The event at the element when the room needs a new `data-jwt`. */
const JWT_NEEDED = "socket-rocket:jwt-needed";

declare global {
  interface Window {
    SocketRocket?: { embed(element: HTMLElement): void };
  }
}

const { currentScript } = document;
const server =
  currentScript instanceof HTMLScriptElement ? new URL(currentScript.src).origin : location.origin;

const embedded = new WeakSet<HTMLElement>();

/** The frames of rooms. One that its page has removed is forgotten, with what listens to it. */
const frames = new Set<WeakRef<HTMLIFrameElement>>();

/** What a frame does with messages of its room. */
const listeners = new WeakMap<HTMLIFrameElement, (message: Partial<RoomMessage>) => void>();

addEventListener("message", ({ data, source, origin }: MessageEvent<Partial<RoomMessage> | null>) => {
  if (source === null || origin !== server || data?.source !== EMBED_SOURCE) return;
  for (const reference of frames) {
    const frame = reference.deref();
    if (frame === undefined) frames.delete(reference);
    else if (frame.contentWindow === source) listeners.get(frame)?.(data);
  }
});

/** Puts a room into an element, according to its `data-` attributes, and follows their changes. */
function embed(element: HTMLElement): void {
  if (embedded.has(element)) return;
  embedded.add(element);
  const frame = document.createElement("iframe");
  frame.allow = "clipboard-write; fullscreen";
  // The frame is as large as the element, and at least as high as a conversation needs.
  Object.assign(frame.style, {
    display: "block",
    width: "100%",
    height: "100%",
    minHeight: "320px",
    border: "0",
  });

  const post = (message: HostMessage): void => frame.contentWindow?.postMessage(message, server);
  const sendTheme = (): void => post({ source: EMBED_SOURCE, type: "theme", ...themeOf(element) });
  const sendJwt = (): void => {
    const { jwt } = element.dataset;
    if (jwt) post({ source: EMBED_SOURCE, type: "jwt", jwt });
  };
  /** Whether the room in the frame waits for a token. */
  let hasJwt = false;
  let hint: ReturnType<typeof setTimeout> | undefined;
  const load = (): void => {
    const { room, title, jwt } = element.dataset;
    hasJwt = jwt !== undefined;
    frame.title = title ?? `Chat: ${room}`;
    frame.src = addressOf(element);
    clearTimeout(hint);
    hint = setTimeout(warn, DEADLINE);
  };
  frames.add(new WeakRef(frame));
  listeners.set(frame, (data) => {
    clearTimeout(hint);
    if (data.type === "ready") sendTheme();
    if (data.type !== "jwt-needed") return;
    if (data.reason === "missing") sendJwt();
    if (data.reason === "missing" && element.dataset.jwt) return;
    const { reason, message } = data;
    element.dispatchEvent(new CustomEvent(JWT_NEEDED, { bubbles: true, detail: { reason, message } }));
  });
  new MutationObserver((changes) => {
    const changed = new Set(changes.map(({ attributeName }) => attributeName));
    if (changed.has("data-room") || changed.has("data-lang")) return load();
    // A reader who signs in or out.
    if (hasJwt !== (element.dataset.jwt !== undefined)) return load();
    if (changed.has("data-jwt")) sendJwt();
    sendTheme();
  }).observe(element, {
    attributeFilter: ["data-room", "data-lang", "data-jwt", "data-theme", "style", "class"],
  });
  load();
  element.append(frame);
}

function addressOf({ dataset: { room = "", theme, lang, jwt } }: HTMLElement): string {
  const address = new URL(`/rooms/${encodeURIComponent(room)}`, server);
  address.searchParams.set(EMBED_PARAMETER, jwt === undefined ? "1" : "jwt");
  if (lang) address.searchParams.set("lang", lang);
  // Before the first paint; later changes are messages.
  if (theme) address.searchParams.set("theme", theme);
  return address.href;
}

function themeOf(element: HTMLElement): Pick<Extract<HostMessage, { type: "theme" }>, "theme" | "colors"> {
  const style = getComputedStyle(element);
  const colors = THEME_COLORS.map((name) => [name, style.getPropertyValue(`--socket-rocket-${name}`).trim()]);
  return {
    theme: THEMES.find((theme) => theme === element.dataset.theme),
    colors: Object.fromEntries(colors.filter(([, value]) => value !== "")),
  };
}

function warn(): void {
  console.warn(
    `Socket Rocket: the room does not begin. Its server must be reachable, and its variable FRAME_ANCESTORS must name ${location.origin}.`,
  );
}

function embedAll(): void {
  for (const element of document.querySelectorAll<HTMLElement>(".socket-rocket[data-room]")) embed(element);
}

window.SocketRocket ??= { embed };
embedAll();
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", embedAll);
