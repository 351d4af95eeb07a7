/** Builds what admits connections, and what follows when a socket connects or disconnects. */
import { sessionSigner } from "../../auth/session-signer.ts";
import { configurationProblems, describeProblems } from "../../config/configuration.ts";
import { count, countConnections } from "../../platform/metrics.ts";
import type { Schemas } from "../../shared/validation/schemas.ts";
import { CredentialLimiter } from "../access/credential-limiter.ts";
import { CredentialRedeemer } from "../access/redeem-credentials.ts";
import type { createCore, RoomSite } from "../create-core.ts";
import type { Identities } from "../identity/identities.ts";
import type { MessageChanges } from "../messages/message-changes.ts";
import { Admissions } from "./admission.ts";
import { ConnectionHandler } from "./connection-handler.ts";
import { WelcomeBuilder } from "./welcome.ts";

export interface ConnectionParts {
  schemas: Schemas;
  identities: Identities;
  messageChanges: MessageChanges;
}

/** Touches neither storage nor sockets. */
export function createConnections(site: RoomSite, core: Core, parts: ConnectionParts) {
  const { name: room, env, clock, limits, pendingConnections } = site;
  const { schemas, identities, messageChanges } = parts;
  const { stores, roomLog, permissions, endedSessions, presence, memberList, broadcaster } = core;
  const { messageStore, readReceipts, settings, sanctions, networkBans, guests, credentials, bots } = stores;
  const { connectionLimiter, userRateLimiter, identityExpiry } = core;
  const { audience, typingTracker, frameBatcher, disconnector, banList, roomRegistration } = core;

  const credentialRedeemer = new CredentialRedeemer({
    credentials,
    credentialLimiter: new CredentialLimiter(clock, limits),
    permissions,
    sanctions,
    guests,
    networkBans,
  });
  const admissions = new Admissions({
    schemas,
    limits,
    misconfigured: describeProblems(configurationProblems(env)) || undefined,
    clock,
    presence,
    connectionLimiter,
    userRateLimiter,
    bots,
    identities,
    identityExpiry,
    credentialRedeemer,
    credentials,
    permissions,
    banList,
    endedSessions,
    signer: () => sessionSigner(env),
    onError: (error, socket) => roomLog.error("admission", error, socket),
  });
  const welcomeBuilder = new WelcomeBuilder({
    room,
    settings,
    messageStore,
    messageChanges,
    memberList,
    readReceipts,
    broadcaster,
    limits,
  });
  const connectionHandler = new ConnectionHandler({
    admissions,
    pendingConnections,
    permissions,
    banList,
    roomRegistration,
    endedSessions,
    sanctions,
    welcomeBuilder,
    presence,
    audience,
    readReceipts,
    networkBans,
    typingTracker,
    frameBatcher,
    disconnector,
    onCount(change) {
      count(`connections_${change}_total`);
      countConnections(site.id, core.sockets.count);
    },
    onError: (error, socket) => roomLog.error("welcome", error, socket),
  });
  return { admissions, connectionHandler };
}

type Core = ReturnType<typeof createCore>;
