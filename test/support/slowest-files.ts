/**
 * In which order the files of a run start.
 *
 * Projects start one after the other, because a process or a workerd takes its next file only if that is of the same project, and each
 * start of a workerd costs two seconds of CPU. Within a project the slowest files start first, so that none of them runs alone at the end.
 */

/** Files that mostly wait. They start before all others: meanwhile, fewer processes share the files that compute. */
export const WAITING_FILES = ["parity/parity", "chaos/chaos"];

/** The projects in the order in which they start. */
export const PROJECTS = [
  "socketio",
  "relays",
  "worker",
  "unit",
  "parity",
  "chaos",
  "integration",
  "browser",
] as const;

/** The slowest files of each project, in the order in which they start. */
export const SLOWEST_FILES = [
  "worker/socketio-cluster",
  "worker/socketio-cluster-moves",
  "worker/socketio-alarm",
  "worker/room-passive",
  "worker/room-push",
  "worker/identity",
  "worker/room-http-permissions",
  "worker/room-import-hostile",
  "unit/auth/identity",
  "unit/web/notices",
  "unit/scripts/slow-network",
  "integration/socketio-sleep",
  "integration/start",
  "integration/socketio-keep-alive",
  "integration/examples",
  "integration/package",
  "integration/room-crash",
  "integration/push",
  "integration/identity",
  "integration/socketio-slow-reader",
  "browser/mute-network",
  "browser/push",
  "browser/embed",
  "browser/front-page",
  "browser/accessibility",
  "browser/room-rules",
  "browser/hundred-thousand",
  "browser/devices",
  "browser/accessibility-states",
  "browser/steady-list",
  "browser/offline",
  "browser/deploy",
  "browser/languages",
  "browser/hidden-page",
  "browser/files",
  "browser/emoji",
  "browser/no-storage",
  "browser/long-room",
  "browser/member-list",
  "browser/operator",
  "browser/states",
  "browser/resume",
  "browser/actions",
  "browser/keyboard",
  "browser/private-room",
  "browser/failures",
];

/**
 * The place of a file in that order, as numbers of which the first that differs decides.
 *
 * @param project the name of its project
 * @param path its absolute path
 */
export function placeOf(project: string, path: string): readonly number[] {
  const indexIn = (names: readonly string[]): number => {
    const index = names.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
    return index < 0 ? names.length : index;
  };
  const waiting = indexIn(WAITING_FILES);
  return [waiting, (PROJECTS as readonly string[]).indexOf(project), indexIn(SLOWEST_FILES)];
}

/** Compares two places of {@link placeOf}, for `sort`. */
export const comparePlaces = (a: readonly number[], b: readonly number[]): number =>
  a.map((place, index) => place - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
