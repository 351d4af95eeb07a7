/**
 * Keeps a node's position in the owner's log in the attachments of its WebSockets. Every session that is saved has the position of
 * that time. One of them, the carrier, is saved whenever the position changes. Attachments cost no rows.
 */

/** A session, as its position is stored. */
export interface PositionedSession {
  /** The position with which it was last saved, or 0. */
  readonly position: number;
  /** Unset while the transport is long-polling, which keeps the object in memory. */
  readonly ws: WebSocket | undefined;
  scheduleSave(): void;
}

/** The store of a node. */
export class PositionStore {
  #carrier: PositionedSession | undefined;
  /** The largest position of the sessions that have ended since the object started. */
  #ofEnded = 0;

  /** @param sessions returns every session, asleep or awake */
  constructor(private readonly sessions: () => Iterable<PositionedSession>) {}

  /** Returns the last saved position, or 0. */
  read(): number {
    let position = this.#ofEnded;
    for (const session of this.sessions()) position = Math.max(position, session.position);
    return position;
  }

  /** Saves the position with one of the sessions, in this turn of the event loop. */
  save(): void {
    if (!isOpen(this.#carrier)) this.#carrier = this.#findOpen();
    this.#carrier?.scheduleSave();
  }

  /**
   * A session has ended.
   *
   * @returns whether it may have been the only one with the last position, so that the position must be saved
   */
  sessionEnded(session: PositionedSession): boolean {
    this.#ofEnded = Math.max(this.#ofEnded, session.position);
    // Before the first save of an object that has just started, any session may be the carrier.
    return session === this.#carrier || !isOpen(this.#carrier);
  }

  #findOpen(): PositionedSession | undefined {
    for (const session of this.sessions()) if (isOpen(session)) return session;
    return undefined;
  }
}

const isOpen = (session: PositionedSession | undefined): boolean =>
  session?.ws?.readyState === WebSocket.OPEN;
