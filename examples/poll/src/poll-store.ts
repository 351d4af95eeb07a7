/** Polls and votes, in the database of the object. Arguments come from clients and may be anything. */
import type { Poll } from "./events.ts";

const MAX_LENGTH = 200;

const isText = (value: unknown): value is string =>
  typeof value === "string" && value.trim() !== "" && value.length <= MAX_LENGTH;

export class PollStore {
  constructor(private readonly sql: SqlStorage) {
    sql.exec("CREATE TABLE IF NOT EXISTS polls (id TEXT PRIMARY KEY, question TEXT, options TEXT)");
    sql.exec(
      "CREATE TABLE IF NOT EXISTS votes (poll TEXT, user TEXT, option INTEGER, PRIMARY KEY (poll, user)) WITHOUT ROWID",
    );
  }

  /** Returns the id of the new poll, or `undefined` if it is not valid. */
  create(poll: { question: unknown; options: unknown } | undefined): string | undefined {
    const { question, options } = poll ?? {};
    if (!isText(question) || !Array.isArray(options) || !options.every(isText)) return undefined;
    if (options.length < 2 || options.length > 10) return undefined;
    const id = crypto.randomUUID();
    this.sql.exec("INSERT INTO polls VALUES (?, ?, ?)", id, question, JSON.stringify(options));
    return id;
  }

  find(id: unknown, user: string): Poll | undefined {
    const [row] = this.sql.exec<{ id: string; question: string; options: string }>(
      "SELECT * FROM polls WHERE id = ?",
      String(id),
    );
    if (row === undefined) return undefined;
    const [vote] = this.sql.exec<{ option: number }>(
      "SELECT option FROM votes WHERE poll = ? AND user = ?",
      row.id,
      user,
    );
    const options = JSON.parse(row.options) as string[];
    return {
      id: row.id,
      question: row.question,
      options,
      votes: this.#count(row.id, options),
      mine: vote?.option,
    };
  }

  /** Returns whether there is such an option. */
  vote(id: string, option: unknown, user: string): boolean {
    const poll = this.find(id, user);
    if (poll === undefined || !poll.options.some((_, index) => index === option)) return false;
    this.sql.exec("INSERT OR REPLACE INTO votes VALUES (?, ?, ?)", poll.id, user, Number(option));
    return true;
  }

  /** How many have voted for each option. */
  votes(id: string): number[] {
    return this.find(id, "")?.votes ?? [];
  }

  #count(id: string, options: readonly string[]): number[] {
    const counts = new Map(
      [
        ...this.sql.exec<{ option: number; count: number }>(
          "SELECT option, count(*) AS count FROM votes WHERE poll = ? GROUP BY option",
          id,
        ),
      ].map(({ option, count }) => [option, count]),
    );
    return options.map((_, option) => counts.get(option) ?? 0);
  }
}
