/** The sessions in an object's storage that clients may recover. */

const KEY = "socketio:recovery:";

/** A session that a client may recover. */
export interface StoredSession {
  namespace: string;
  sid: string;
  /** The id of its present or last connection. */
  connection: string;
  rooms: string[];
  data: unknown;
  needsMiddlewares: boolean;
  /** The end of the log when the session started. A client that has received no event resumes there. */
  since: string;
  /** When its connection ended, in milliseconds since the epoch. Unset while it is open, and after a crash. */
  closedAt?: number;
  /** The move to or from this node that has begun, in a cluster: the node must not use the session before it ends. */
  move?: string;
}

/** The stored sessions, by private id. */
export class StoredSessions {
  constructor(private readonly kv: SyncKvStorage) {}

  get(pid: string): StoredSession | undefined {
    return this.kv.get<StoredSession>(KEY + pid);
  }

  find(pid: string, namespace: string): StoredSession | undefined {
    const session = this.get(pid);
    return session?.namespace === namespace ? session : undefined;
  }

  *all(): Iterable<[pid: string, session: StoredSession]> {
    for (const [key, session] of this.kv.list<StoredSession>({ prefix: KEY }))
      yield [key.slice(KEY.length), session];
  }

  /** Returns `false` if the session cannot be stored. */
  put(pid: string, session: StoredSession): boolean {
    try {
      this.kv.put(KEY + pid, session);
      return true;
    } catch {
      return false;
    }
  }

  delete(pid: string): void {
    this.kv.delete(KEY + pid);
  }
}
