/**
 * The tags of WebSockets that carry Engine.IO sessions. An object may accept WebSockets of its own beside them, with tags
 * and attachments of its own: those have none of these, and are left alone.
 */

/** On every WebSocket of this library. */
export const SESSION_TAG = "socketio";

/** On those whose clients must be pinged. */
export const PINGED_TAG = "socketio:pinged";

/** On the WebSocket of one session. */
export const idTag = (id: string): string => `socketio:sid:${id}`;
