/**
 * The version of the wire contract, sent as `v` in `welcome`.
 *
 * It increases with incompatible changes. A page with another version than the server reloads itself.
 */
export const PROTOCOL_VERSION = 1;
