/** The page that signs in a device, and that removes the data of a person who was signed out. */
import { render } from "preact";
import { AccountRequests } from "../core/account/account-requests.ts";
import { loadUntilReady, removeSlowLoadNotice } from "../core/first-load.ts";
import { SignInPage } from "../features/sign-in/sign-in-page.tsx";
import { detectLanguage } from "../i18n/language.ts";
import { signInWords } from "../i18n/sign-in/index.ts";
import { deviceStore } from "../storage/device-storage.ts";
import { Profile } from "../storage/profile.ts";

const isSignedOut = location.pathname === "/signed-out";
const link = new URLSearchParams(location.hash.slice(1)).get("link") ?? undefined;
// The link is neither in the history nor in a bookmark.
if (link !== undefined) history.replaceState(null, "", location.pathname);

detectLanguage(document.documentElement.lang);
void loadUntilReady(signInWords).then(() => {
  removeSlowLoadNotice();
  const root = document.getElementById("root");
  const requests = new AccountRequests(new Profile(deviceStore()));
  if (root !== null) render(<SignInPage requests={requests} link={link} isSignedOut={isSignedOut} />, root);
});
