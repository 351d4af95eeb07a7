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
}
