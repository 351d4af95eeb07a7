/**
 * The tags of WebSockets with an Engine.IO session. An object may accept other WebSockets, whose tags and attachments are
 * its own.
 */

/** On every WebSocket with a session. */
export const SESSION_TAG = "socketio";

/** On WebSockets whose clients expect pings. */
export const PINGED_TAG = "socketio:pinged";

/** On the WebSocket of the session with this id. */
export const idTag = (id: string): string => `socketio:sid:${id}`;
