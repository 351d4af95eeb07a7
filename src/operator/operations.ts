/** The operations object: one Durable Object that knows all rooms, bans and what operators did. */
import { DurableObject } from "cloudflare:workers";
import type { Schema } from "../platform/migrations.ts";
import { type Ack, failure } from "../shared/contract/errors.ts";
import { limitsFrom } from "../shared/limits.ts";
import type {
  AuditEntry,
  Ban,
  BanKind,
  OperatedRoom,
  Operator,
  OperatorReport,
  RegisteredRoom,
  ReportAct,
  RoomReport,
} from "../shared/operator.ts";
import { type AuditedAct, AuditLog, type AuditQuery } from "./audit-log.ts";
import { BanPusher } from "./ban-pusher.ts";
import { type BanSnapshot, BanStore, type NewBan } from "./ban-store.ts";
import { operationsSchema } from "./migrations.ts";
import type { OperationsEnv, OperatorEvent, RoomAct } from "./operated-room.ts";

import { OwnershipLinks } from "./ownership-links.ts";
import { OperatorReportStore, type ReportQuery } from "./report-store.ts";
import { type RegistryQuery, RoomRegistry } from "./room-registry.ts";
import { SignInLimiter } from "./sign-in-limiter.ts";
import { SignInStore } from "./sign-in-store.ts";

/** Bans of one deployment. */
const MAX_BANS = 10_000;

/** Made by the first room or the first sign-in of a deployment that has operators. */
export class Operations extends DurableObject<OperationsEnv> {
  readonly #audit: AuditLog;
  readonly #bans: BanStore;
  readonly #pusher: BanPusher;
  readonly #registry: RoomRegistry;
  readonly #links: OwnershipLinks;
  readonly #signIns: SignInLimiter;
  readonly #signInStore: SignInStore;
  readonly #reports: OperatorReportStore;

  constructor(ctx: DurableObjectState, env: OperationsEnv) {
    super(ctx, env);
    const { storage } = ctx;
    const schema: Schema = operationsSchema(storage);
    this.#audit = new AuditLog(storage.sql, schema);
    this.#bans = new BanStore(storage, schema);
    this.#registry = new RoomRegistry(storage.sql, schema);
    this.#pusher = new BanPusher({
      storage,
      schema,
      bans: this.#bans,
      registry: this.#registry,
      rooms: env.ROOMS,
    });
    this.#links = new OwnershipLinks(storage.sql, schema);
    this.#reports = new OperatorReportStore(storage.sql, schema, limitsFrom(env));
    this.#signInStore = new SignInStore(storage.kv);
    this.#signIns = new SignInLimiter(this.#signInStore.attempts);
  }

  /** Counts a token that a network presents. @see SignInLimiter.attempt */
  attemptSignIn(network: string | undefined, isRight: boolean): number {
    return this.#signIns.attempt(network, isRight, Date.now());
  }

  /** Ends the session of an operator. @param expires when it would end anyway, in milliseconds since the epoch */
  endSession(session: string, expires: number): void {
    this.#signInStore.end(session, expires, Date.now());
  }

  hasEnded(session: string): boolean {
    return this.#signInStore.has(session);
  }

  /** A room was created. */
  registerRoom(name: string): void {
    this.#registry.add(name, Date.now());
  }

  /** A room was deleted. */
  unregisterRoom(name: string): void {
    this.#registry.remove(name);
  }

  rooms(query: RegistryQuery): RegisteredRoom[] {
    return this.#registry.page(query);
  }

  /** A room by its name, whether or not it is registered. */
  async room(name: string): Promise<Ack<{ room?: OperatedRoom }>> {
    const answer = await this.env.ROOMS.getByName(name).operate({ type: "view" });
    // Created before the deployment had operators.
    if (answer.ok && answer.room?.exists) this.registerRoom(name);
    return answer;
  }

  /** Does what only an operator can do in a room. */
  actInRoom(
    operator: Operator,
    { room, act, reason }: { room: string; act: RoomAct; reason: string },
  ): Promise<Ack<{ changed?: boolean }>> {
    return this.#audit.perform(operator, { ...nameOf(act), room, reason }, async () => {
      const answer = await this.env.ROOMS.getByName(room).operate({ type: "act", act });
      if (!answer.ok) return answer;
      if (act.act === "delete") this.#registry.remove(room);
      // A closed name is listed, so that it is found again.
      else this.registerRoom(room);
      if (act.act === "handover" || act.act === "delete") this.#links.remove(room);
      return answer;
    });
  }

  /** Sends an owner's event in a room. @param payload checked by the room */
  callInRoom(
    operator: Operator,
    call: { room: string; event: OperatorEvent; payload: unknown; target?: string; reason: string },
  ): Promise<Ack> {
    const { room, event, payload, target, reason } = call;
    return this.#audit.perform(operator, { act: event, room, target, reason }, () =>
      this.env.ROOMS.getByName(room).operate({ type: "event", event, payload }),
    );
  }

  /** Records an act of another part of this object. @see AuditLog.perform */
  perform<Result extends object>(
    operator: Operator,
    act: AuditedAct,
    work: () => Ack<Result> | Promise<Ack<Result>>,
  ): Promise<Ack<Result>> {
    return this.#audit.perform(operator, act, work);
  }

  /** Creates a link that hands over a room to the person who opens it. */
  createOwnershipLink(
    operator: Operator,
    room: string,
    reason: string,
  ): Promise<Ack<{ secret: string; expiresAt: number }>> {
    return this.#audit.perform(operator, { act: "room:link", room, reason }, () => ({
      ok: true,
      ...this.#links.create(room, Date.now()),
    }));
  }

  /** Hands over a room to the person who opened its link. */
  async redeemOwnershipLink(
    room: string,
    secret: string,
    person: string,
  ): Promise<Ack<{ changed?: boolean }>> {
    if (!this.#links.take(room, secret, person, Date.now()))
      return failure("not_found", "This link is not valid, has expired, or was used.");
    let answer: Ack<{ changed?: boolean }> | undefined;
    try {
      answer = await this.env.ROOMS.getByName(room).operate({
        type: "act",
        act: { act: "handover", to: person },
      });
    } finally {
      if (!answer?.ok) this.#links.release(room, secret);
    }
    return answer;
  }

  /** Bans a person or a network in all rooms. A ban that is there already is replaced. */
  ban(operator: Operator, ban: Omit<NewBan, "by">, room?: string): Promise<Ack<{ ban: Ban }>> {
    const { kind, value, reason } = ban;
    return this.#audit.perform(operator, { act: `ban:${kind}`, target: value, room, reason }, async () => {
      const known = this.#bans.find(kind, value);
      if (known === undefined && this.#bans.count >= MAX_BANS)
        return failure("too_large", `At most ${MAX_BANS} people and networks can be banned.`);
      const now = Date.now();
      this.#bans.set({ ...ban, by: operator.name }, now);
      await this.#pusher.start(ban, room);
      return { ok: true, ban: { ...ban, by: operator.name, at: now }, changed: known === undefined };
    });
  }

  /** Ends a ban. */
  unban(
    operator: Operator,
    kind: BanKind,
    value: string,
    reason: string,
  ): Promise<Ack<{ changed: boolean }>> {
    return this.#audit.perform(operator, { act: `unban:${kind}`, target: value, reason }, async () => {
      const changed = this.#bans.remove(kind, value);
      if (changed) await this.#pusher.start({ kind, value });
      return { ok: true, changed };
    });
  }

  bans(offset: number, limit: number): Ban[] {
    return this.#bans.page(offset, limit, Date.now());
  }

  /** For rooms. @param known the version that the caller has; undefined for none */
  banSnapshot(known: number | undefined): BanSnapshot | undefined {
    return this.#bans.snapshot(known);
  }

  /** For rooms. @see OperatorReportStore.add */
  async addReports(room: string, reports: RoomReport[]): Promise<{ ok: true }> {
    this.#reports.add(room, reports);
    await this.#eraseReportsInTime();
    return { ok: true };
  }

  /** A page of reports, and how many wait. */
  reports(query: ReportQuery): { reports: OperatorReport[]; open: number } {
    return { reports: this.#reports.page(query), open: this.#reports.open };
  }

  /** Does something about a report, and about the other reports of its message unless it is dismissed. */
  async handleReport(
    operator: Operator,
    id: string,
    { act, reason }: { act: ReportAct; reason: string },
  ): Promise<Ack<{ changed?: boolean }>> {
    const report = this.#reports.find(id);
    if (report === undefined) return failure("not_found", "There is no such report (any more).");
    if (report.outcome !== undefined) return { ok: true, changed: false };
    const answer = await this.#actOnReport(operator, report, act, reason);
    if (!answer.ok) return answer;
    const handled = { outcome: act, by: operator.name, at: Date.now(), isOfMessage: act !== "dismiss" };
    this.#reports.markHandled(report, handled);
    return { ok: true, changed: true };
  }

  audit(query: AuditQuery): AuditEntry[] {
    return this.#audit.page(query);
  }

  /** Entries after an id, ascending. */
  auditAfter(id: number, limit: number): AuditEntry[] {
    return this.#audit.after(id, limit);
  }

  override async alarm(): Promise<void> {
    await this.#pusher.run();
    await this.#eraseReportsInTime();
  }

  #actOnReport(
    operator: Operator,
    { id, room, seq, context }: OperatorReport,
    act: ReportAct,
    reason: string,
  ): Promise<Ack> {
    if (act === "dismiss")
      return this.#audit.perform(operator, { act: "report:dismiss", room, target: id, reason }, () => ({
        ok: true,
      }));
    if (act === "delete") {
      const call = { room, event: "message:delete" as const, payload: { seq }, target: String(seq), reason };
      return this.callInRoom(operator, call);
    }
    const author = context.find((message) => message.seq === seq)?.from;
    if (author === undefined)
      return Promise.resolve(failure("not_found", "The author of this message is not known."));
    if (act === "ban-everywhere")
      return this.ban(operator, { kind: "person", value: author.id, name: author.name, reason }, room);
    const event = act === "mute" ? "member:mute" : "member:ban";
    return this.callInRoom(operator, {
      room,
      event,
      payload: { id: author.id, on: true },
      target: author.id,
      reason,
    });
  }

  /** Erases old reports, and has the alarm do it again, unless it rings before anyway. */
  async #eraseReportsInTime(): Promise<void> {
    const next = this.#reports.eraseOld(Date.now());
    const { storage } = this.ctx;
    if (next !== undefined && (await storage.getAlarm()) === null) await storage.setAlarm(next);
  }
}

function nameOf(act: RoomAct): Pick<AuditedAct, "act" | "target"> {
  if (act.act === "close") return { act: act.on ? "room:close" : "room:open" };
  if (act.act === "feature") return { act: act.on ? "room:feature" : "room:unfeature" };
  return { act: `room:${act.act}`, ...(act.act === "handover" && { target: act.to }) };
}
