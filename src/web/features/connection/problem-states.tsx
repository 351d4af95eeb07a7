/**
 * What to say, and what to do, when the room did not let one in, or this page is too old for it: a chunk of its own, see
 * late-parts.ts.
 */
import { lazyWords } from "../../i18n/lazy/index.ts";
import { words } from "../../i18n/room/index.ts";
import { useRoom } from "../context/room-context.ts";
import type { ConnectionProblem } from "./connection-problem.ts";
import { PassphraseForm } from "./passphrase-form.tsx";

/** Why, as a heading and as a sentence. */
interface Explanation {
  title: string;
  text: string;
}

/** Fills the place of the conversation: for a room one has not seen yet. */
export function ConnectionProblemState({ problem }: { problem: ConnectionProblem }) {
  const { room } = useRoom();
  const { title, text } = explanationOf(problem, room.inviteInvalid.value);
  return (
    <div class="list">
      <div class="list-content measure">
        <div class="state">
          <div class="state-text" role="alert">
            <h2>{title}</h2>
            <p>{text}</p>
          </div>
          <ProblemActions problem={problem} />
        </div>
      </div>
    </div>
  );
}

/** Stands above the composer, where the conversation so far can still be read. */
export function ConnectionProblemNotice({ problem }: { problem: ConnectionProblem }) {
  const { room } = useRoom();
  const { title, text } = explanationOf(problem, room.inviteInvalid.value);
  return (
    <div class="measure">
      <div class="notice">
        <span role="alert">
          <strong>{title}.</strong> {text}
        </span>
        <ProblemActions problem={problem} />
      </div>
    </div>
  );
}

/** What one can do about it, the likeliest first. */
function ProblemActions({ problem }: { problem: ConnectionProblem }) {
  const { room } = useRoom();
  const said = words();
  if (problem === "outdated") {
    return (
      <button type="button" class="button primary" onClick={() => location.reload()}>
        {said.reload}
      </button>
    );
  }
  if (problem.code === "forbidden") {
    return (
      <>
        {problem.passphrase === false ? null : <PassphraseForm />}
        {/* Whoever was let in meanwhile, or finds the room open again, needs none. */}
        <button type="button" class="link-button" onClick={() => room.connect()}>
          {said.tryAgain}
        </button>
      </>
    );
  }
  const retryButton = (
    <button type="button" class="button" onClick={() => room.connect()}>
      {problem.code === "not_found" ? lazyWords().rejected.createAgain : said.tryAgain}
    </button>
  );
  if (problem.code !== "banned" && problem.code !== "not_found") return retryButton;
  return (
    <div class="problem-actions">
      <a class="button primary" href="/">
        {lazyWords().rejected.frontPage}
      </a>
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
      return rejected[code];
  }
  const { title, text, unknownReason: unexplained } = rejected.other;
  const reason = code && reasons[code];
  return { title, text: reason === undefined ? unexplained : text(reason) };
}

interface StorageNoticeProps {
  /** Nothing is kept, no more of the text, or a file is not. */
  what: "text" | "full" | "file";
  dismiss(): void;
}

/** For a browser that grants the page no storage, or no more of it: said once, before anything can be lost by it. */
export function StorageNotice({ what, dismiss }: StorageNoticeProps) {
  const { storage } = lazyWords();
  return (
    <div class="measure">
      <div class="notice quiet" role="status">
        <span>{storage[what]}</span>
        <button type="button" class="link-button" onClick={dismiss}>
          {storage.dismiss}
        </button>
      </div>
    </div>
  );
}

/** Above the composer: why the user can read and not write. */
export function WriteBlockedNotice({ why }: { why: "locked" | "muted" }) {
  const { dialogs } = useRoom();
  return (
    <div class="notice quiet">
      <span>{lazyWords().readOnly[why]}</span>
      <button
        type="button"
        class="link-button"
        aria-haspopup="dialog"
        onClick={() => {
          dialogs.open.value = "settings";
        }}
      >
        {words().header.aboutRoom}
      </button>
    </div>
  );
}
