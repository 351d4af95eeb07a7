/** Connection state recovery in a cluster: creates and connects the node's log and position, the owner's log, and transfers. */

import type { ClusterSessions } from "../../recovery/recovery.ts";
import type { StoredSession, StoredSessions } from "../../recovery/stored-sessions.ts";
import type { Session } from "../../state/session.ts";
import { type ResolvedClusterOptions, tagId } from "../cluster-options.ts";
import { type Caller, withRetries } from "../messaging/calls.ts";
import type { LogPage } from "../messaging/messages.ts";
import type { PacketCodec } from "../messaging/packet-codec.ts";
import { ClusterLog } from "./cluster-log.ts";
import { NodePosition } from "./node-position.ts";
import { OwnerLog } from "./owner-log.ts";
import { type PositionedSession, PositionStore } from "./position-store.ts";
import { SessionTransfer } from "./session-transfer.ts";

/** The object's recovery, as the cluster uses it. */
export interface RecoveryParts {
  /** The offset after which packets are still being read. */
  readonly earliestPosition: string | undefined;
  release(pid: string, namespace: string): Promise<StoredSession | undefined>;
  scheduleTrim(): void;
}

/** What recovery in a cluster needs from the object. */
export interface ClusterRecoveryHost {
  readonly kv: SyncKvStorage;
  readonly call: Caller;
  readonly codec: PacketCodec;
  readonly stored: StoredSessions;
  parts(): RecoveryParts;
  /** Returns every session, asleep or awake. */
  sessions(): Iterable<Session>;
  reportError(error: unknown): void;
}

/** An object's part in the recovery of its cluster. */
export class ClusterRecovery implements ClusterSessions {
  readonly log: ClusterLog;
  readonly position: NodePosition;
  readonly transfer: SessionTransfer;
  /** Set if the object is the owner. */
  readonly ownerLog: OwnerLog | undefined;
  readonly #positions: PositionStore;

  constructor(
    private readonly options: ResolvedClusterOptions,
    host: ClusterRecoveryHost,
  ) {
    const { kv, call, stored, codec } = host;
    const { name, owner, callTimeout } = options;
    const reportError = (error: unknown): void => host.reportError(error);
    const scheduleTrim = (): void => host.parts().scheduleTrim();
    const readLog = (after: number, upTo: number): Promise<LogPage> =>
      withRetries(() => call(owner, { kind: "readLog", from: name, after, upTo }));
    this.#positions = new PositionStore(() => host.sessions());
    if (name === owner) this.ownerLog = new OwnerLog(kv, codec, scheduleTrim);
    this.log = new ClusterLog({
      ...{ kv, readLog, reportError },
      position: () => this.position.seq,
      reached: (seq) => this.position.reached(seq),
      pinnedAfter: () => host.parts().earliestPosition,
      trimMore: (before) => {
        this.transfer.trim(Date.now());
        return this.ownerLog?.trim(before) ?? false;
      },
    });
    this.position = new NodePosition({
      ...{ callTimeout, readLog },
      read: () => this.#positions.read(),
      save: () => this.#positions.save(),
      onStart: (seq) => this.log.startAfter(seq),
      onBroadcast: (broadcast) => this.log.append(broadcast),
    });
    this.transfer = new SessionTransfer({
      ...{ kv, name, owner, call, stored, log: this.log, scheduleTrim, reportError },
      release: (pid, namespace) => host.parts().release(pid, namespace),
    });
  }

  /** Returns the private id of a new session, which names its node. */
  tagPid(pid: string): string {
    return tagId(pid, this.options.name);
  }

  fetch(pid: string, namespace: string, offset: string): Promise<void> {
    return this.transfer.fetch(pid, namespace, offset);
  }

  load(after: string): Promise<boolean> {
    return this.log.load(after);
  }

  /** A connection has ended. If it had the position, another gets it. */
  sessionEnded(session: PositionedSession): void {
    if (!this.#positions.sessionEnded(session)) return;
    this.position.load();
    this.#positions.save();
  }
}
