/** A room in a frame: takes the theme and the token from the page around it, and asks for a new token in time. */
import { effect } from "@preact/signals";
import {
  EMBED_PARAMETER,
  EMBED_SOURCE,
  type HostMessage,
  type RoomMessage,
  THEME_COLORS,
  THEMES,
} from "../../../shared/embed.ts";
import { systemClock } from "../../core/clock.ts";
import type { RoomClient } from "../../core/room-client.ts";
import type { Profile } from "../../storage/profile.ts";

/** How long before its end a token is renewed, in milliseconds. */
const RENEW_BEFORE = 60_000;

/** The longest timer of browsers, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** `data-embed` of the page, if a token comes from the page around. */
const WITH_JWT = "jwt";

/** A message without the mark that all have. */
type Unmarked<Message> = Message extends { source: string } ? Omit<Message, "source"> : never;

const send = (message: Unmarked<RoomMessage>): void =>
  // Only sites that the operator has named can frame the page, and nothing in it is secret.
  parent.postMessage({ source: EMBED_SOURCE, ...message } satisfies RoomMessage, "*");

/** What the page does with each room that it opens. */
export interface HostPage {
  /** Keeps the connection of a room while its token changes, until the room is left. */
  watchRoom(room: RoomClient): void;
}

/** Resolves with the first token, or at once if the page around has none. */
export async function connectHostPage(profile: Profile): Promise<HostPage> {
  if (document.documentElement.dataset[EMBED_PARAMETER] !== WITH_JWT) {
    listen(() => undefined);
    return { watchRoom: () => undefined };
  }
  const renewed = new EventTarget();
  await new Promise<void>((resolve) => {
    listen((jwt) => {
      const isFirst = profile.jwt === undefined;
      profile.jwt = jwt;
      if (isFirst) resolve();
      else renewed.dispatchEvent(new Event("jwt"));
    });
    send({ type: "jwt-needed", reason: "missing" });
  });
  return { watchRoom: (room) => watchRoom(room, profile, renewed) };
}

function listen(takeJwt: (jwt: string) => void): void {
  addEventListener("message", ({ data, source }: MessageEvent<Partial<HostMessage> | null>) => {
    if (source !== parent || typeof data !== "object" || data?.source !== EMBED_SOURCE) return;
    if (data.type === "jwt" && typeof data.jwt === "string") takeJwt(data.jwt);
    if (data.type === "theme") applyTheme(data);
  });
  send({ type: "ready" });
}

/** Anything that is no theme, no known name or no colour is ignored. */
function applyTheme({ theme, colors }: Partial<Extract<HostMessage, { type: "theme" }>>): void {
  const { dataset, style } = document.documentElement;
  const known = THEMES.find((name) => name === theme);
  if (known === undefined) delete dataset.theme;
  else dataset.theme = known;
  for (const name of THEME_COLORS) {
    const value: unknown = colors?.[name];
    if (typeof value === "string" && CSS.supports("color", value)) style.setProperty(`--${name}`, value);
    else style.removeProperty(`--${name}`);
  }
}

function watchRoom(room: RoomClient, profile: Profile, renewed: EventTarget): void {
  const left = new AbortController();
  let cancel: (() => void) | undefined;
  const planRenewal = (expires: number): void => {
    cancel?.();
    const remaining = expires - systemClock.now();
    // Half of the time of a short token.
    const wait = Math.max(remaining / 2, remaining - RENEW_BEFORE);
    if (wait > 0 && wait < LONGEST_TIMER)
      cancel = systemClock.after(wait, () => send({ type: "jwt-needed", reason: "expiring" }));
  };
  const renew = async (): Promise<void> => {
    if (!room.connection.live) return room.connect();
    const answer = await room.request("auth:renew", { jwt: profile.jwt ?? "" });
    if (answer.ok) {
      planRenewal(answer.identity.expires);
      // At once: a large room lists no members, and a hidden page hears of changes late.
      room.memberList.you.value = { ...answer.member, identity: answer.identity };
      room.memberList.renamed(answer.member);
    }
    // Another person signed in, or the token is not valid: a new connection is that person's, or shows the reason.
    else if (answer.error.code !== "internal") location.reload();
  };
  renewed.addEventListener("jwt", () => void renew(), { signal: left.signal });
  const stop = effect(() => {
    const state = room.connection.state.value;
    const expires = room.memberList.you.peek()?.identity?.expires;
    if (state.kind === "live" && expires !== undefined) planRenewal(expires);
    if (state.kind === "refused" && state.code === "unauthorized")
      send({ type: "jwt-needed", reason: "rejected", message: state.message });
  });
  room.onClose(() => {
    stop();
    cancel?.();
    left.abort();
  });
}
