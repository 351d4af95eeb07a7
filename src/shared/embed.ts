/** What a room in a frame and the page around it (`/embed.js`) send each other. */
import { LANGUAGES, type Language } from "./language.ts";

/** Marks the messages, which share a channel with those of other scripts. */
export const EMBED_SOURCE = "socket-rocket";

/** The query parameter of a room in a frame; its value is `jwt` if the page around it has a token. */
export const EMBED_PARAMETER = "embed";

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Colours that the page around may set, by the name of the custom property without `--`. */
export const THEME_COLORS = [
  ...["surface", "surface-raised", "surface-hover", "text", "text-muted", "accent", "accent-solid"],
  ...["on-accent", "accent-quiet", "danger", "danger-quiet", "line", "line-strong"],
] as const;

/** From the page around to the room. */
export type HostMessage =
  | { source: typeof EMBED_SOURCE; type: "jwt"; jwt: string }
  /** `colors` by the names of {@link THEME_COLORS}. */
  | { source: typeof EMBED_SOURCE; type: "theme"; theme: Theme | undefined; colors: Record<string, string> };

/** From the room to the page around. */
export type RoomMessage =
  /** It listens now. */
  | { source: typeof EMBED_SOURCE; type: "ready" }
  /** It needs a new token: it has none, the old one is about to expire, or was rejected. */
  | {
      source: typeof EMBED_SOURCE;
      type: "jwt-needed";
      reason: "missing" | "expiring" | "rejected";
      message?: string;
    };

export interface EmbedParameters {
  theme: Theme | undefined;
  language: Language | undefined;
}

/** Reads the parameters of a room in a frame. What is unknown is ignored. */
export function embedParameters(query: URLSearchParams): EmbedParameters {
  const known = <Value extends string>(values: readonly Value[], name: string): Value | undefined =>
    values.find((value) => value === query.get(name));
  return { theme: known(THEMES, "theme"), language: known(LANGUAGES, "lang") };
}
