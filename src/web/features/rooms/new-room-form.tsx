/** The form for a new room: name and visibility. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Visibility } from "../../../shared/contract/settings.ts";
import { parseRoomName, roomPath } from "../../../shared/room-name.ts";
import { createRoom } from "../../core/create-room.ts";
import { LazyModule } from "../../core/lazy-module.ts";
import { limits } from "../../core/limits.ts";
import { withWords } from "../../i18n/dictionary.ts";
import { newRoomWords } from "../../i18n/new-room/index.ts";
import { verificationWords } from "../../i18n/verification/index.ts";

/** Only deployments with Turnstile need it. */
const turnstileCheck = new LazyModule(() =>
  withWords(import("../context/turnstile-check.tsx"), verificationWords),
);

const VISIBILITIES: readonly Visibility[] = ["public", "unlisted", "private"];

interface NewRoomFormProps {
  /** Opens a path of this server. */
  navigate(path: string): void;
}

export function NewRoomForm({ navigate }: NewRoomFormProps) {
  const input = useRef<HTMLInputElement>(null);
  const name = useSignal("");
  const visibility = useSignal<Visibility>("public");
  const busy = useSignal(false);
  const problem = useSignal("");
  const isNameMissing = useSignal(false);
  /** The path of the room that already has this name. */
  const taken = useSignal<string | undefined>(undefined);
  const labels = newRoomWords();
  const isPublic = visibility.value === "public";
  const parsed = parseRoomName(name.value);

  /** The site key of Turnstile, where the server asks for a check. */
  const siteKey = useSignal<string | undefined>(undefined);
  const verification = siteKey.value === undefined ? undefined : turnstileCheck.loaded.value;

  const create = async (turnstile?: string) => {
    // A token that comes meanwhile is not used: the answer asks for one, if it is needed.
    if (busy.peek()) return;
    // As they are now: Turnstile's widget calls what it got when it was shown.
    const title = name.peek().trim();
    const parsed = parseRoomName(name.peek());
    const isPublic = visibility.peek() === "public";
    taken.value = undefined;
    problem.value = "";
    isNameMissing.value = false;
    siteKey.value = undefined;
    if (isPublic ? !parsed.ok : title === "") {
      problem.value = labels.needsName;
      isNameMissing.value = true;
      input.current?.focus();
      return;
    }
    busy.value = true;
    const answer = await createRoom({
      visibility: visibility.peek(),
      // A room that is not public gets a secret address; its name becomes the title.
      ...(isPublic && parsed.ok ? { name: parsed.name } : {}),
      ...(isPublic && parsed.ok && parsed.name === title ? {} : { title }),
      ...(turnstile === undefined ? {} : { turnstile }),
    });
    busy.value = false;
    if (answer.ok) return navigate(answer.path);
    if (answer.error.siteKey !== undefined) {
      // The token had expired, was used, or is of another page.
      if (turnstile !== undefined) problem.value = verificationWords().failed;
      siteKey.value = answer.error.siteKey;
      turnstileCheck.load().catch(() => {
        problem.value = labels.failed;
      });
    } else if (answer.error.code === "forbidden" && isPublic && parsed.ok)
      taken.value = roomPath(parsed.name);
    else problem.value = answer.error.code === "rate_limited" ? labels.rateLimited : labels.failed;
  };

  return (
    <form
      class="new-room"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <div class="settings-labelled">
        <label for="new-room-name">{labels.name}</label>
        <input
          ref={input}
          id="new-room-name"
          class="field"
          value={name.value}
          maxLength={limits.value.titleLength}
          autofocus
          autocomplete="off"
          spellcheck={false}
          dir="auto"
          aria-invalid={isNameMissing.value || taken.value !== undefined}
          aria-describedby="new-room-note"
          onInput={({ currentTarget }) => {
            name.value = currentTarget.value;
            problem.value = "";
            isNameMissing.value = false;
            taken.value = undefined;
          }}
        />
        <p id="new-room-note" class="settings-hint new-room-note">
          {isPublic ? (parsed.ok ? labels.address(roomPath(parsed.name)) : "") : labels.secretAddress}
        </p>
      </div>
      <fieldset class="new-room-choices">
        <legend>{labels.visibility}</legend>
        {VISIBILITIES.map((one) => (
          <label key={one} class="new-room-choice">
            <input
              type="radio"
              name="visibility"
              value={one}
              checked={visibility.value === one}
              onChange={() => {
                visibility.value = one;
              }}
            />
            <span>
              <strong>{labels.names[one]}</strong>
              <span class="settings-hint">{labels.hints[one]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {siteKey.value === undefined || verification === undefined ? null : (
        <>
          <p role="status">{verificationWords().neededForRoom}</p>
          <verification.TurnstileCheck
            siteKey={siteKey.value}
            action="room"
            passed={(token) => void create(token)}
          />
        </>
      )}
      <div role="alert">
        {problem.value === "" ? null : <p class="field-error">{problem.value}</p>}
        {taken.value === undefined ? null : (
          <p class="field-error">
            {labels.taken}{" "}
            <button type="button" class="link-button" onClick={() => navigate(taken.peek() ?? "/")}>
              {labels.openExisting}
            </button>
          </p>
        )}
      </div>
      <div>
        <button type="submit" class="button primary" aria-disabled={busy.value}>
          {labels.create}
        </button>
      </div>
    </form>
  );
}
