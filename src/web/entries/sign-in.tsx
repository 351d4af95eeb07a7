/** The page that signs in a device, and that removes the data of a person who was signed out. */
import { render, type VNode } from "preact";
import { AccountRequests } from "../core/account/account-requests.ts";
import { hasAccount } from "../core/account/shared-items.ts";
import { loadUntilReady, removeSlowLoadNotice } from "../core/first-load.ts";
import { SignInPage } from "../features/sign-in/sign-in-page.tsx";
import { detectLanguage } from "../i18n/language.ts";
import { operatorWords } from "../i18n/operator/index.ts";
import { signInWords } from "../i18n/sign-in/index.ts";
import { deviceStore } from "../storage/device-storage.ts";
import { Profile } from "../storage/profile.ts";
import { visitedRooms } from "../storage/visited-rooms.ts";

const isSignedOut = location.pathname === "/signed-out";
const fragment = new URLSearchParams(location.hash.slice(1));
const link = fragment.get("link") ?? undefined;
/** From an operator. */
const ownerLink = fragment.get("owner") ?? undefined;
/** Whether another tab has ended the sign-out that this one comes from: nothing is removed again, it may be of the next person. */
const isLeft = !isSignedOut && fragment.has("left") && isEmpty();
// The link is neither in the history nor in a bookmark.
if (link !== undefined || ownerLink !== undefined || isLeft)
  history.replaceState(null, "", location.pathname);
// A link to this page that is opened in it changes only the fragment.
addEventListener("hashchange", () => location.reload());

detectLanguage(document.documentElement.lang);
void loadUntilReady({ load: loadPart }).then((part) => {
  removeSlowLoadNotice();
  const root = document.getElementById("root");
  if (root === null) return;
  if (part !== undefined) {
    render(part, root);
    return;
  }
  const requests = new AccountRequests(new Profile(deviceStore()));
  const signedOut = isSignedOut ? "now" : isLeft ? "before" : undefined;
  render(<SignInPage requests={requests} link={link} signedOut={signedOut} />, root);
});

/** Whether the browser has nothing of a person, whatever a link to this page says. */
function isEmpty(): boolean {
  const store = deviceStore();
  return !hasAccount(store) && visitedRooms(store).length === 0;
}

/** What few people see: the sign-in of operators, and a link that hands over a room. Undefined for everyone else. */
async function loadPart(): Promise<VNode | undefined> {
  const room = fragment.get("room");
  if (!isSignedOut && ownerLink !== undefined && room !== null) {
    const part = import("../features/operator/become-owner.tsx");
    const [{ BecomeOwner }] = await Promise.all([part, operatorWords.load()]);
    return <BecomeOwner room={room} link={ownerLink} />;
  }
  if (!isSignedOut && fragment.has("operator")) {
    const part = import("../features/operator/operator-sign-in.tsx");
    const [{ OperatorSignIn }] = await Promise.all([part, operatorWords.load()]);
    return <OperatorSignIn />;
  }
  await signInWords.load();
  return undefined;
}
