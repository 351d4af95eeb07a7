/** Checks that the user is a person before their first message, and sends what waits for that. */
import { useSignal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import { roomPath } from "../../../shared/room-name.ts";
import type { RoomClient } from "../../core/room-client.ts";
import { verificationWords } from "../../i18n/verification/index.ts";
import { useRoom } from "./room-context.ts";
import { TurnstileCheck } from "./turnstile-check.tsx";

/** How long the server may take, in milliseconds. */
const TIMEOUT = 20_000;

export function VerifyPerson({ siteKey }: { siteKey: string }) {
  const { room } = useRoom();
  const state = useSignal<"waiting" | "checking" | "sending" | "failed">("waiting");
  const labels = verificationWords();
  const passed = async (token: string) => {
    state.value = "sending";
    const answer = await sendToken(room, token);
    if (!answer.ok) {
      state.value = "failed";
      return;
    }
    for (const { nonce, refused } of room.outgoing.messages.peek())
      if (refused?.code === "verification_required") room.outgoing.retry(nonce);
  };
  return (
    <div>
      <span role="status">
        {state.value === "sending"
          ? labels.running
          : state.value === "failed"
            ? labels.failed
            : labels.needed}
      </span>{" "}
      {state.value === "waiting" || state.value === "failed" ? (
        <button
          type="button"
          class="link-button"
          onClick={() => {
            state.value = "checking";
          }}
        >
          {labels.start}
        </button>
      ) : null}
      {state.value === "checking" ? (
        <TurnstileCheck siteKey={siteKey} action="message" passed={(token) => void passed(token)} />
      ) : null}
    </div>
  );
}

async function sendToken({ name, token: session }: RoomClient, token: string): Promise<Ack> {
  try {
    const response = await fetch(`/api${roomPath(name)}/verification`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        ...(session === undefined ? {} : { Authorization: `Bearer ${session}` }),
      },
      body: JSON.stringify({ token }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return (await response.json()) as Ack;
  } catch {
    return { ok: false, error: { code: "internal", message: "No answer came." } };
  }
}
