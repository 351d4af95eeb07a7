/** The operations object: one Durable Object that knows all rooms, bans and what operators did. */
import { DurableObject } from "cloudflare:workers";
import type { Schema } from "../platform/migrations.ts";
import { canRead } from "../platform/storage-check.ts";
import { NoAnswer } from "../platform/with-timeout.ts";
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
import { type AuditedAct, AuditLog, type AuditQuery, nameOfAct } from "./audit-log.ts";
import { BanPusher } from "./bans/ban-pusher.ts";
import { type BanSnapshot, BanStore, type NewBan } from "./bans/ban-store.ts";
import { Bans } from "./bans/bans.ts";
import { operationsSchema } from "./migrations.ts";
import { type OperationsEnv, operate, type RoomAct, type RoomCall } from "./operated-room.ts";
import { OwnershipLinks } from "./ownership-links.ts";
import { type HandledReport, ReportActions } from "./report-actions.ts";
import { OperatorReportStore, type ReportQuery } from "./report-store.ts";
import { type RegistryQuery, RoomRegistry } from "./room-registry.ts";
import { SignInLimiter, SignInStore } from "./sign-in.ts";

/** Made by the first room or the first sign-in of a deployment that has operators. */
export class Operations extends DurableObject<OperationsEnv> {
  readonly #audit: AuditLog;
  readonly #banStore: BanStore;
  readonly #bans: Bans;
  readonly #pusher: BanPusher;
  readonly #registry: RoomRegistry;
  readonly #links: OwnershipLinks;
  readonly #signIns: SignInLimiter;
  readonly #signInStore: SignInStore;
  readonly #reports: OperatorReportStore;
  readonly #reportActions: ReportActions;
  /** Rooms that an operator deletes, and no one has created again since. */
  readonly #deleting = new Set<string>();

  constructor(ctx: DurableObjectState, env: OperationsEnv) {
    super(ctx, env);
    const { storage } = ctx;
    const schema: Schema = operationsSchema(storage);
    this.#audit = new AuditLog(storage.sql, schema);
    this.#banStore = new BanStore(storage, schema);
    this.#registry = new RoomRegistry(storage.sql, schema);
    this.#pusher = new BanPusher({
      storage,
      schema,
      bans: this.#banStore,
      registry: this.#registry,
      rooms: env.ROOMS,
    });
    this.#bans = new Bans({
      audit: this.#audit,
      store: this.#banStore,
      pusher: this.#pusher,
      env,
    });
    this.#links = new OwnershipLinks(storage.sql, schema);
    this.#reports = new OperatorReportStore(storage.sql, schema, limitsFrom(env));
    this.#reportActions = new ReportActions({
      reports: this.#reports,
      audit: this.#audit,
      bans: this.#bans,
      callInRoom: (operator, call) => this.callInRoom(operator, call),
    });
    this.#signInStore = new SignInStore(storage.kv);
    this.#signIns = new SignInLimiter(this.#signInStore.attempts);
  }

  /** For `GET /api/ready`. Stores nothing. @throws if the storage cannot be read */
  isReady(): boolean {
    return canRead(this.ctx.storage);
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

  /** A room was created, or looked at, or its name was closed. Only rooms say so: an answer of theirs may be old when it arrives. */
  registerRoom(name: string): void {
    this.#deleting.delete(name);
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
  room(name: string): Promise<Ack<{ room?: OperatedRoom }>> {
    return operate(this.env, name, { type: "view" });
  }

  /** Does what only an operator can do in a room. */
  actInRoom(
    operator: Operator,
    { room, act, reason }: { room: string; act: RoomAct; reason: string },
  ): Promise<Ack<{ changed?: boolean }>> {
    return this.#audit.perform(operator, { ...nameOfAct(act), room, reason }, async () => {
      if (act.act === "delete") this.#deleting.add(room);
      const answer = await operate(this.env, room, { type: "act", act });
      if (!answer.ok) return answer;
      // The room has told {@link unregisterRoom}, unless that failed.
      if (act.act === "delete" && this.#deleting.delete(room)) this.#registry.remove(room);
      if (act.act === "handover" || act.act === "delete") this.#links.remove(room);
      return answer;
    });
  }

  /** Sends an owner's event in a room. `payload` is checked by the room; for `message` see `OperatorRequest`. */
  callInRoom(operator: Operator, call: RoomCall): Promise<Ack<{ changed?: boolean }>> {
    const { room, event, payload, message, isDoneIfGone, target, reason } = call;
    return this.#audit.perform(operator, { act: event, room, target, reason }, async () => {
      const answer = await operate(this.env, room, { type: "event", event, payload, message });
      const isGone = !answer.ok && answer.error.code === "not_found";
      return isDoneIfGone && isGone ? { ok: true, changed: false } : answer;
    });
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
    try {
      const answer = await operate(this.env, room, { type: "act", act: { act: "handover", to: person } });
      if (!answer.ok) this.#links.release(room, secret);
      return answer;
    } catch (error) {
      // After that the link stays theirs: they may be the owner already.
      if (!(error instanceof NoAnswer)) this.#links.release(room, secret);
      throw error;
    }
  }

  /** @see Bans.ban */
  ban(operator: Operator, ban: Omit<NewBan, "by">, room?: string): Promise<Ack<{ ban: Ban }>> {
    return this.#bans.ban(operator, ban, room);
  }

  /** @see Bans.banNetworkOf */
  banNetworkOf(
    operator: Operator,
    person: string,
    ban: Omit<NewBan, "by" | "kind" | "value">,
    room: string,
  ): Promise<Ack<{ ban: Ban }>> {
    return this.#bans.banNetworkOf(operator, person, ban, room);
  }

  /** @see Bans.unban */
  unban(
    operator: Operator,
    kind: BanKind,
    value: string,
    reason: string,
  ): Promise<Ack<{ changed: boolean }>> {
    return this.#bans.unban(operator, kind, value, reason);
  }

  bans(offset: number, limit: number): Ban[] {
    return this.#banStore.page(offset, limit, Date.now());
  }

  /** For rooms. @param known the version that the caller has; undefined for none */
  banSnapshot(known: number | undefined): BanSnapshot | undefined {
    return this.#banStore.snapshot(known);
  }

  /** For rooms. @see OperatorReportStore.add */
  async addReports(room: string, reports: RoomReport[]): Promise<{ ok: true }> {
    this.#reports.add(room, reports);
    await this.#eraseReportsInTime();
    return { ok: true };
  }

  /**
   * A person has erased their data: replaces their name in bans, and in reports.
   *
   * @param room in the reports of this room only; undefined for all rooms
   */
  erasePerson(person: string, name: string, room?: string): { ok: true } {
    this.#reports.rename(person, name, room);
    this.#banStore.rename(person, name);
    return { ok: true };
  }

  /** A page of reports, and how many wait. */
  reports(query: ReportQuery): { reports: OperatorReport[]; open: number } {
    return { reports: this.#reports.page(query), open: this.#reports.open };
  }

  /** @see ReportActions.handle */
  handleReport(
    operator: Operator,
    id: string,
    choice: { act: ReportAct; reason: string },
  ): Promise<Ack<HandledReport>> {
    return this.#reportActions.handle(operator, id, choice);
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

  /** Erases old reports, and sets the alarm for the next one, unless it is set already. */
  async #eraseReportsInTime(): Promise<void> {
    const next = this.#reports.eraseOld(Date.now());
    const { storage } = this.ctx;
    if (next !== undefined && (await storage.getAlarm()) === null) await storage.setAlarm(next);
  }
}
