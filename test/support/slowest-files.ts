/**
 * The slowest files, in the order in which they start, so that none of them runs alone at the end. Files that mostly wait
 * for evictions alternate with files that compute, to keep both processors busy.
 */
export const SLOWEST_FILES = [
  "socketio-sleep",
  "member-list",
  "accessibility",
  "socketio-keep-alive",
  "accessibility-states",
  "hundred-thousand",
  "socketio-recovery",
  "room-rules",
  "parity",
  "protocol",
  "room-crash",
  "package",
  "examples",
  "keyboard",
  "chaos",
  "steady-list",
  "start",
  "socketio-slow-reader",
  "offline",
  "deploy",
  "failures",
  "front-page",
  "private-room",
  "states",
];
