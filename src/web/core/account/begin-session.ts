/** Begins a session of another person in this browser. */
import type { SignedIn } from "../../../shared/account.ts";
import type { Ack, WireError } from "../../../shared/contract/errors.ts";
import { signInWords } from "../../i18n/sign-in/index.ts";
import { deviceStore } from "../../storage/device-storage.ts";
import { markNameAsked } from "../../storage/name-prompt.ts";
import { Profile } from "../../storage/profile.ts";
import { addVisit } from "../../storage/visited-rooms.ts";
import { wipeDevice } from "../../storage/wipe-device.ts";
import { merge, outgoing, setHasAccount } from "./shared-items.ts";

/**
 * Signs in: what the browser stored of the person before is removed first, so that none of it is sent or shown as the other person's.
 *
 * @param signIn the request
 */
export async function beginSession(signIn: () => Promise<Ack<SignedIn>>): Promise<Ack> {
  const answer = await signIn();
  if (!answer.ok) return answer;
  await wipeDevice();
  const store = deviceStore();
  const profile = new Profile(store);
  profile.rename(answer.you.name);
  // The oldest first: each is added before the others.
  for (const { name, at } of answer.rooms?.toReversed() ?? []) addVisit(store, name, at);
  setHasAccount(store);
  if (answer.state !== undefined) merge(store, outgoing(store, Date.now()), answer.state);
  markNameAsked(store);
  if (answer.token !== undefined) profile.setToken(answer.token);
  profile.carryToken();
  location.assign("/");
  return answer;
}

/** A sentence for an error that has no text of its own. */
export const failureOf = ({ code }: WireError): string =>
  code === "rate_limited" ? signInWords().failed.rate_limited : signInWords().failed.noResponse;
