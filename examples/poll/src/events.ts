/** The events between page and server: both are checked against these types. */

export interface Poll {
  id: string;
  question: string;
  options: string[];
  /** How many have voted for each option. */
  votes: number[];
  /** The option that this user has voted for. */
  mine?: number | undefined;
}

/** The answer to a request. */
export type Result<T = object> = ({ ok: true } & T) | { ok: false; error: string };

export interface ClientToServerEvents {
  "poll:create": (
    poll: { question: string; options: string[] },
    answer: (result: Result<{ id: string }>) => void,
  ) => void;
  /** Gets a poll, and its results from now on. */
  "poll:open": (id: string, answer: (result: Result<{ poll: Poll }>) => void) => void;
  /** Votes, or changes the vote. */
  "poll:vote": (id: string, option: number, answer: (result: Result) => void) => void;
}

export interface ServerToClientEvents {
  "poll:votes": (id: string, votes: number[]) => void;
}

/** What the server keeps of a connection. */
export interface SocketData {
  user: { id: string; name: string };
}
