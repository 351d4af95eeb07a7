/** The parts of a room, made and put together. Each is given just what it needs, and can be made without this. */

import { networkOf } from "../address.ts";
import { configurationProblems, describeProblems } from "../configuration/configuration.ts";
import type { Env } from "../env.ts";
import { lobbyOf } from "../lobby/lobby-of.ts";
import type { Limits } from "../protocol/limits.ts";
import { schemasFor } from "../protocol/schemas.ts";
import { signerOf } from "../session/signer-of.ts";
import { Admissions } from "./admission.ts";
import { type AlarmDuties, Alarms, type Schedule } from "./alarms.ts";
import { Attendance } from "./attendance.ts";
import { BotKeeping } from "./bot-keeping.ts";
import type { Clock } from "./clock.ts";
import { Conduct } from "./conduct.ts";
import { Conversation } from "./conversation.ts";
import { Demolition } from "./demolition.ts";
import { DirectoryEntry, newsOf } from "./directory-entry.ts";
import { Door } from "./door.ts";
import { CHARACTERS_PER_UNIT } from "./event-weight.ts";
import { Exporting } from "./exporting.ts";
import { Farewell } from "./farewell.ts";
import { FileDesk } from "./file-desk.ts";
import { Founding } from "./founding.ts";
import type { GateRules } from "./gate.ts";
import type { HalfOpen } from "./half-open.ts";
import { echoHandshake } from "./handshake-echo.ts";
import { KeyKeeping } from "./key-keeping.ts";
import { KeyShowing } from "./key-showing.ts";
import { KeyTries } from "./key-tries.ts";
import { LoadLimiter } from "./load-limiter.ts";
import { MessageChanges } from "./message-changes.ts";
import { MessageLimiter } from "./message-limiter.ts";
import { MessageSearch } from "./message-search.ts";
import { Moderation } from "./moderation.ts";
import { Outbox } from "./outbox.ts";
import { Posting } from "./posting.ts";
import { RareListeners } from "./rare-listeners.ts";
import { Reception } from "./reception.ts";
import { Reports } from "./reports.ts";
import { RetentionKeeper } from "./retention.ts";
import { Rights } from "./rights.ts";
import type { RoomServer, RoomSocket } from "./room-io.ts";
import { emptyStorage, type RoomStorage, roomStorage } from "./room-storage.ts";
import { Roster } from "./roster.ts";
import { SettingsChange } from "./settings-change.ts";
import { SocketSink, socketCount } from "./socket-sink.ts";
import { Typists } from "./typing.ts";
import { Uploads } from "./uploads.ts";

/** What surrounds a room: its object and its deployment. */
export interface RoomSite extends Schedule {
  /** The room's name. */
  name: string;
  /** The id of its object. */
  id: string;
  io: RoomServer;
  storage: DurableObjectStorage;
  env: Env;
  clock: Clock;
  limits: Limits;
  halfOpen: HalfOpen;
  /** Looks again whether the object needs an alarm. */
  rearm: () => Promise<void>;
}

/** What the object hands over to. */
export interface RoomParts extends Pick<RoomStorage, "log" | "bots" | "settings"> {
  alarms: Alarms;
  alarmDuties: AlarmDuties;
  rights: Rights;
  admissions: Admissions;
  gate: GateRules;
  reception: Reception;
  conversation: Conversation;
  posting: Posting;
  fileDesk: FileDesk;
  exporting: Exporting;
  settingsChange: SettingsChange;
  demolition: Demolition;
  entry: DirectoryEntry;
  reports: Reports;
  load: LoadLimiter;
}

/** Touches neither storage nor sockets: what is made here is a cache that a wake finds empty. */
export function roomParts(site: RoomSite): RoomParts {
  const { name: room, io, storage, env, clock, limits, halfOpen } = site;
  const schemas = schemasFor(limits);
  const reports = new Reports(site.id);
  const onError = (error: unknown, socket: RoomSocket): void => reports.error("request", error, socket);
  const alarms = new Alarms(site, clock);

  const kept = roomStorage({ ...site, bucket: env.FILES, alarms });
  const { log, index, settings, sanctions, guests, keys, bots, files } = kept;
  const changes = new MessageChanges(log, limits);
  const search = new MessageSearch(log, index, clock, limits);
  const retention = new RetentionKeeper(log, settings, files, clock, (at) => alarms.trimMessagesAt(at));
  const farewell = new Farewell(io);
  const demolition: Demolition = new Demolition({
    ...{ io, kv: storage.kv, farewell },
    resumeSoon: () => alarms.resumeDemolitionSoon(),
    delist: () => entry.gone(),
    clear: () => clear(),
    onError: (error) => reports.error("demolition", error),
  });
  const rights = new Rights({ demolition, settings, sanctions, guests, bots, log, clock });

  const roster = new Roster(limits);
  const door = new Door(limits);
  const conduct = new Conduct(clock, limits);
  const load = new LoadLimiter(clock, limits);
  const messages = new MessageLimiter(clock, limits);
  const sockets = () => socketCount(io);
  const attendance = new Attendance(io, roster, door);
  const typists: Typists = new Typists(clock, limits, () => outbox.changed("typing"));
  const entry: DirectoryEntry = new DirectoryEntry({
    ...{ name: room, clock, limits },
    lobby: () => lobbyOf(env),
    news: () => newsOf({ settings, attendance, roster, demolition, log }),
    onError: (error) => reports.error("directory", error),
  });
  const outbox = new Outbox(new SocketSink(io, () => entry.changed()), clock, {
    ...{ presence: roster, typing: typists, room: settings },
  });
  const clear = async (): Promise<void> => {
    alarms.callOff();
    await emptyStorage(kept, storage);
    // The alarm is gone with the rest: what keeps it is to look again whether one is needed.
    await site.rearm();
  };
  const mayEnter = (id: string): void => rights.enter(id);

  const shared = {
    ...kept,
    ...{ room, schemas, clock, limits, changes, search, rights, retention, roster, attendance, typists },
    ...{ entry, outbox, farewell, halfOpen, door, conduct, load, messages, sockets, mayEnter, onError },
    founding: new Founding({ settings, env }),
    onPage: (characters: number, socket: RoomSocket) =>
      load.add({ network: networkOf(socket.handshake.address) }, characters / CHARACTERS_PER_UNIT),
  };
  const settingsChange = new SettingsChange(shared);
  const keyShowing = new KeyShowing({ ...shared, tries: new KeyTries(clock, limits) });
  const admissions = new Admissions({
    hasPassphrase: () => keys.inUse.passphrase,
    ...shared,
    showKeys: (person, shown, address) => keyShowing.show(person, shown, address),
    signer: () => signerOf(env),
    misconfigured: describeProblems(configurationProblems(env)) || undefined,
    onError: (error, socket) => reports.error("admission", error, socket),
  });
  const rare = new RareListeners([
    new Moderation({ ...shared, settingsChange, demolition }),
    new BotKeeping(shared),
    new KeyKeeping({ ...shared, keys }),
    { listen: (socket) => echoHandshake(socket, schemas, (error) => onError(error, socket)) },
  ]);
  const conversation = new Conversation(shared);
  return {
    ...{
      log,
      bots,
      settings,
      alarms,
      rights,
      admissions,
      conversation,
      settingsChange,
      demolition,
      entry,
      reports,
      load,
    },
    alarmDuties: { demolition, retention, files, onError: (error) => reports.error("files", error) },
    gate: {
      ...{ clock, limits, conduct, load, messages, sockets },
      isStored: (author, nonce) => log.isKnown(author, nonce),
      onRare: (socket, event) => rare.addFor(socket, event),
      onFlood: (socket, reason) => {
        const network = networkOf(socket.handshake.address);
        if (network !== undefined) halfOpen.flooded(network);
        reports.flood(socket);
        farewell.to(socket, reason);
      },
    },
    reception: new Reception({
      ...shared,
      admissions,
      onError: (error, socket) => reports.error("welcome", error, socket),
    }),
    posting: new Posting({ ...shared, conversation }),
    fileDesk: new FileDesk({ ...shared, uploads: new Uploads(clock, limits) }),
    exporting: new Exporting(shared),
  };
}
