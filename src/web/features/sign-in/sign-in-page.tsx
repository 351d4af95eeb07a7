/** The page that signs in a device. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AccountRequests } from "../../core/account/account-requests.ts";
import { signInWords } from "../../i18n/sign-in/index.ts";
import { wipeDevice } from "../../storage/wipe-device.ts";
import { DeviceLink } from "./device-link.tsx";
import { PasskeySignIn } from "./passkey-sign-in.tsx";
import { RecoveryForm } from "./recovery-form.tsx";

interface SignInPageProps {
  requests: AccountRequests;
  /** The link of another device in the address. */
  link: string | undefined;
  /** Whether the person in this browser was signed out: their data is removed first, unless that was done before. */
  signedOut: "now" | "before" | undefined;
}

export function SignInPage({ requests, link, signedOut }: SignInPageProps) {
  if (signedOut !== undefined) return <SignedOut requests={requests} isOver={signedOut === "before"} />;
  if (link !== undefined) return <DeviceLink link={link} requests={requests} />;
  const { title, replaces } = signInWords();
  return (
    <div class="sign-in">
      <h1>{title}</h1>
      <p class="landing-lead">{replaces}</p>
      <Ways requests={requests} />
    </div>
  );
}

/** The ways to sign in. */
function Ways({ requests }: { requests: AccountRequests }) {
  const { anotherDevice, frontPage } = signInWords();
  return (
    <>
      <PasskeySignIn requests={requests} />
      <section>
        <h2>{anotherDevice.title}</h2>
        <p>{anotherDevice.hint}</p>
      </section>
      <RecoveryForm requests={requests} />
      <p>
        <a class="button" href="/">
          {frontPage}
        </a>
      </p>
    </>
  );
}

/** Removes the data of the person who was signed out. Only then the browser gets a new visitor's session. */
function SignedOut({ requests, isOver }: { requests: AccountRequests; isOver: boolean }) {
  const isDone = useSignal(isOver);
  const isFailed = useSignal(false);
  const { signedOut, failed, tryAgain } = signInWords();
  const finish = async () => {
    isFailed.value = false;
    await wipeDevice();
    const { ok } = await requests.finishSignOut();
    if (ok) history.replaceState(null, "", "/sign-in");
    isDone.value = ok;
    isFailed.value = !ok;
  };
  // Once, when it is shown.
  useEffect(() => {
    if (!isOver) void finish();
  }, []);
  return (
    <div class="sign-in">
      <h1>{isDone.value ? signedOut.title : signedOut.removing}</h1>
      <p class="landing-lead" role="status">
        {isDone.value ? signedOut.text : ""}
      </p>
      {isFailed.value ? (
        <p role="alert">
          {failed.noResponse}{" "}
          <button type="button" class="link-button" onClick={() => void finish()}>
            {tryAgain}
          </button>
        </p>
      ) : null}
      {isDone.value ? <Ways requests={requests} /> : null}
    </div>
  );
}
