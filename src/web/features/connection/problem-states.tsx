/** Explains why the room cannot be opened or written to, and what the user can do. */
import { useEffect } from "preact/hooks";
import { isFramed } from "../../core/first-load.ts";
import { lazyWords } from "../../i18n/lazy/index.ts";
import type { ReasonCode } from "../../i18n/room/en.ts";
import { words } from "../../i18n/room/index.ts";
import { useRoom } from "../context/room-context.ts";
import type { ConnectionProblem } from "./connection-problem.ts";
import { PassphraseForm } from "./passphrase-form.tsx";

/** A user who was signed out leaves the page, with all their data. */
function useSignOut(): void {
  const { room } = useRoom();
  const state = room.connection.state.value;
  const isSignedOut = state.kind === "refused" && state.signedOut === true;
  useEffect(() => {
    if (!isSignedOut) return;
    import("../../core/account/leave.ts").then(
      ({ leave }) => leave(),
      () => location.replace("/signed-out#left"),
    );
  }, [isSignedOut]);
}

/** A heading and a sentence. */
interface Explanation {
  title: string;
  text: string;
}

/** Replaces the conversation, for a room that has not been opened yet. */
export function ConnectionProblemState({ problem }: { problem: ConnectionProblem }) {
  const { room } = useRoom();
  useSignOut();
  const { title, text } = explanationOf(problem, room.inviteInvalid.value);
  return (
    <div class="list">
      <div class="list-content measure">
        <div class="state">
          <div class="state-text" role="alert">
            <h2>{title}</h2>
            <p>
              {text} {isClosed(problem) ? <OperatorsContact /> : null}
            </p>
          </div>
          <ProblemActions problem={problem} />
        </div>
      </div>
    </div>
  );
}

/** Shown above the composer, where the conversation so far can still be read. */
export function ConnectionProblemNotice({ problem }: { problem: ConnectionProblem }) {
  const { room } = useRoom();
  useSignOut();
  const { title, text } = explanationOf(problem, room.inviteInvalid.value);
  return (
    <div class="measure">
      <div class="notice">
        <span role="alert">
          <strong>{title}.</strong> {text} {isClosed(problem) ? <OperatorsContact /> : null}
        </span>
        <ProblemActions problem={problem} />
      </div>
    </div>
  );
}

/** Whether an operator has closed the room. */
const isClosed = (problem: ConnectionProblem): boolean => problem !== "outdated" && problem.code === "locked";

/** What the user can do, most likely first. */
function ProblemActions({ problem }: { problem: ConnectionProblem }) {
  const { room } = useRoom();
  const labels = words();
  if (problem === "outdated") {
    return (
      <button type="button" class="button primary" onClick={() => location.reload()}>
        {labels.reload}
      </button>
    );
  }
  if (problem.code === "forbidden") {
    return (
      <>
        {problem.passphrase === false ? null : <PassphraseForm />}
        {/* Someone who has been let in, or whose room is open again, needs no passphrase. */}
        <button type="button" class="link-button" onClick={() => room.connect()}>
          {labels.tryAgain}
        </button>
      </>
    );
  }
  const retryButton = (
    <button type="button" class="button" onClick={() => room.connect()}>
      {problem.code === "not_found" ? lazyWords().rejected.createAgain : labels.tryAgain}
    </button>
  );
  if (problem.code !== "banned" && problem.code !== "not_found") return retryButton;
  return (
    <div class="problem-actions">
      {/* No other page can be shown in a frame. */}
      {isFramed() ? null : (
        <a class="button primary" href="/">
          {lazyWords().rejected.frontPage}
        </a>
      )}
      {retryButton}
    </div>
  );
}

function explanationOf(problem: ConnectionProblem, inviteOver: boolean): Explanation {
  const { reasons } = words();
  const { rejected, outdated, access } = lazyWords();
  if (problem === "outdated") return outdated;
  const { code } = problem;
  switch (code) {
    case "forbidden":
      if (problem.passphrase === false)
        return {
          title: rejected.forbidden.title,
          text: inviteOver ? access.inviteExpired : access.inviteNeeded,
        };
      return inviteOver
        ? { title: rejected.forbidden.title, text: access.inviteExpiredOrPassphrase }
        : rejected.forbidden;
    case "room_full":
    case "banned":
    case "not_found":
    case "rate_limited":
    case "locked":
      return rejected[code];
  }
  const { title, text, unknownReason: unexplained } = rejected.other;
  const reason = code && reasons[code as ReasonCode];
  return { title, text: reason === undefined ? unexplained : text(reason) };
}

interface StorageNoticeProps {
  /** Nothing is stored, no more text is stored, or a file is not stored. */
  what: "text" | "full" | "file";
  dismiss(): void;
}

/** For a browser that stores nothing, or nothing more: shown once, before data can be lost. */
export function StorageNotice({ what, dismiss }: StorageNoticeProps) {
  const { storage } = lazyWords();
  const { profile } = useRoom();
  return (
    <div class="measure">
      <div class="notice quiet" role="status">
        <span>{storage[what === "text" && profile.jwt !== undefined ? "signedIn" : what]}</span>
        <button type="button" class="link-button" onClick={dismiss}>
          {storage.dismiss}
        </button>
      </div>
    </div>
  );
}

/** Shown above the composer: why the user can read and not write. */
export function WriteBlockedNotice({ why }: { why: "closed" | "locked" | "muted" }) {
  const { dialogs, room } = useRoom();
  const { readOnly } = lazyWords();
  const isClosed = why === "closed";
  return (
    <div class="notice quiet">
      <span>
        {readOnly[why]} {isClosed ? <OperatorsContact /> : null}
      </span>
      <button
        type="button"
        class="link-button"
        aria-haspopup="dialog"
        onClick={() => {
          dialogs.open.value = "settings";
        }}
      >
        {isClosed && room.settings.isOwner.value ? readOnly.exportRoom : words().header.aboutRoom}
      </button>
    </div>
  );
}

/** A link to who runs this site, where it has one. */
function OperatorsContact() {
  const address = document.querySelector<HTMLLinkElement>('link[rel="imprint"]')?.href;
  return address === undefined ? null : (
    <a href={address} target="_blank" rel="noopener">
      {lazyWords().readOnly.contact}
    </a>
  );
}
