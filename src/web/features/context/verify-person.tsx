/** Checks that the user is a person before their first message, and sends what waits for that. */
import { useSignal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import { roomPath } from "../../../shared/room-name.ts";
import type { RoomClient } from "../../core/room-client.ts";
import { sendJson } from "../../core/send-json.ts";
import { verificationWords } from "../../i18n/verification/index.ts";
import { useRoom } from "./room-context.ts";
import { TurnstileCheck } from "./turnstile-check.tsx";

interface VerifyPersonProps {
  siteKey: string;
  /** Does what waits for the check, besides messages. */
  verified?: () => void;
}

export function VerifyPerson({ siteKey, verified }: VerifyPersonProps) {
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
      if (refused?.siteKey !== undefined) room.outgoing.retry(nonce);
    verified?.();
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

const sendToken = ({ name, token: session }: RoomClient, token: string): Promise<Ack> =>
  sendJson({
    method: "POST",
    path: `/api${roomPath(name)}/verification`,
    body: { token },
    token: session,
  });
