/**
 * The version of the wire contract, sent as `v` in `welcome`.
 *
 * It grows when a client built against the old contract would misread the new one. A page that sees another
 * number than its own reloads itself.
 */
export const PROTOCOL_VERSION = 1;
