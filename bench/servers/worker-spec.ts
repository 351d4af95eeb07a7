/** A worker to serve: what workerd needs to know. */
export interface WorkerSpec {
  /** One bundled ES module. */
  readonly script: string;
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  /** Classes of Durable Objects, by the name of their binding; all of them keep their state in SQLite. */
  readonly durableObjects: Readonly<Record<string, string>>;
  /** The binding whose objects are the rooms, by name. */
  readonly rooms: string;
  /** Text variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** A worker of another process that this one calls, and that calls it: for `workerd serve` only. */
  readonly far?: {
    /** The binding of the other worker's entrypoint. */
    readonly binding: string;
    /** Where the other worker listens: the path of a Unix socket. */
    readonly path: string;
    /** The entrypoint of this worker for calls of the other, and where it listens. */
    readonly entrypoint: string;
    readonly ownPath: string;
  };
}
