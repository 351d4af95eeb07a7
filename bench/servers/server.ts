/** A running contender, as the measures see it. */
export interface Server {
  readonly port: number;
  /** The processes that serve: what they use is what the contender costs. */
  readonly pids: readonly number[];
  /** Puts the object of a room to sleep, its WebSockets hibernating; absent where there is no such thing. */
  sleep?(room: string): Promise<void>;
  stop(): Promise<void>;
}
