/** Web Push: what a browser asks a room for, and the notice that its service worker gets. */
import type { Language } from "./language.ts";

/** Which messages a person is notified of while no page of theirs is visible. */
export const PUSH_LEVELS = ["all", "mentions"] as const;

/** `all` messages, or only `mentions` and replies. */
export type PushLevel = (typeof PUSH_LEVELS)[number];

/** The choice for a room. */
export type NotificationLevel = PushLevel | "nothing";

/** The longest endpoint, in characters: those of known push services have 200 to 800. */
export const PUSH_ENDPOINT_LENGTH = 2_048;

/** A subscription of a browser to the messages of a room: what `PushSubscription.toJSON` returns, and the person's choice. */
export interface PushSubscriptionPayload {
  /** An address of a push service (RFC 8030): a secret of the browser. */
  endpoint: string;
  keys: {
    /** The public key of the browser, an uncompressed point on P-256 in base64url (RFC 8291, 3.1). */
    p256dh: string;
    /** 16 random bytes in base64url (RFC 8291, 3.2). */
    auth: string;
  };
  level: PushLevel;
  /** The language of the notices. */
  language: Language;
}

/** Identifies a subscription to remove. */
export interface PushRemovalPayload {
  endpoint: string;
}

/** What the service worker gets, encrypted: one or several messages of a room. */
export interface PushNotice {
  /** The room's canonical name. */
  room: string;
  /** The room's title, or its name. */
  title: string;
  /** How many messages there are since the last notice on this device. */
  count: number;
  /** The `seq` of the newest of them. */
  seq: number;
  /** Its author; missing if it was deleted meanwhile. */
  from?: { id: string; name: string };
  /** The beginning of its text; missing with `from`. */
  text?: string;
  language: Language;
}

/** The path of a room's subscriptions. */
export const pushPath = (roomPath: string): string => `/api${roomPath}/push`;

/** The path of the deployment's public key. */
export const PUSH_KEY_PATH = "/api/push";
