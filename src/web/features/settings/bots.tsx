/** The bots of the room: create one, see its token once, revoke it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Bot, NewBot } from "../../../shared/contract/bots.ts";
import { roomPath, socketPath } from "../../../shared/room-name.ts";
import { limits } from "../../core/limits.ts";
import { isolate } from "../../i18n/names.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { CopyBlock, CopyField } from "../../ui/copy-field.tsx";
import { Avatar } from "../../ui/icons/avatar.tsx";
import { RequestError, Section } from "../../ui/section.tsx";
import { submitUnlessBusy, useLoadRequest, useRequest } from "../../ui/use-request.ts";
import { OwnerRecovery } from "../context/recovery-code.tsx";
import { useRoom } from "../context/room-context.ts";

export function Bots() {
  const { room } = useRoom();
  // Requests of their own: the loading list must not block the form.
  const listRequest = useLoadRequest();
  const request = useRequest();
  const bots = useSignal<readonly Bot[]>([]);
  const name = useSignal("");
  const created = useSignal<NewBot | undefined>(undefined);
  const { bots: labels } = settingsWords();
  const load = async () => {
    const answer = await listRequest.run(room.request("bots:get", {}));
    if (answer !== undefined) bots.value = answer.bots;
  };
  // Once, when the dialog opens.
  useEffect(() => void load(), []);
  const create = async () => {
    const requestedName = name.peek();
    const answer = await request.run(room.request("bot:create", { name: requestedName }));
    if (answer === undefined) return;
    created.value = answer;
    if (name.peek() === requestedName) name.value = "";
    bots.value = [...bots.peek(), answer.bot];
  };
  const revoke = async (id: string) => {
    if (!(await request.run(room.request("bot:revoke", { id }), id))) return;
    bots.value = bots.peek().filter((bot) => bot.id !== id);
    if (created.peek()?.bot.id === id) created.value = undefined;
  };
  return (
    <Section title={labels.title}>
      <p class="settings-hint">
        {labels.hint}{" "}
        <a href="/api/openapi.json" target="_blank" rel="noreferrer">
          {labels.apiLink}
        </a>
      </p>
      {bots.value.length === 0 ? null : (
        <ul class="settings-list">
          {bots.value.map((bot) => (
            <li key={bot.id} class="settings-person">
              <Avatar id={bot.id} name={bot.name} />
              <bdi class="panel-row-text">{bot.name}</bdi>
              <button
                type="button"
                class="link-button"
                aria-label={labels.revokeNamed(isolate(bot.name))}
                onClick={() => void revoke(bot.id)}
              >
                {labels.revoke}
              </button>
            </li>
          ))}
        </ul>
      )}
      {created.value === undefined ? null : (
        <>
          <BotExamples room={room.name} created={created.value} />
          <OwnerRecovery />
        </>
      )}
      <form class="settings-labelled" onSubmit={submitUnlessBusy(request, create)}>
        <label for="bot-name">{labels.name}</label>
        <div class="settings-field">
          <input
            id="bot-name"
            class="field"
            dir="auto"
            value={name.value}
            maxLength={limits.value.nameLength}
            required
            autocomplete="off"
            onInput={({ currentTarget }) => {
              name.value = currentTarget.value;
            }}
          />
          <button type="submit" class="button" aria-disabled={request.busy.value}>
            {labels.create}
          </button>
        </div>
      </form>
      <RequestError request={listRequest} retry={() => void load()} />
      <RequestError request={request} />
    </Section>
  );
}

/** The token of a new bot, and two examples that use it. */
function BotExamples({ room, created: { bot, token } }: { room: string; created: NewBot }) {
  const { bots } = settingsWords();
  return (
    <div class="settings-created">
      <p>{bots.tokenShownOnce(isolate(bot.name))}</p>
      <CopyField label={bots.token} value={token} />
      <CopyBlock label={bots.webhookExample} value={curlExample(room, token)} />
      <CopyBlock label={bots.socketExample} value={socketExample(room, token)} />
    </div>
  );
}

const curlExample = (
  room: string,
  token: string,
): string => `curl ${location.origin}/api${roomPath(room)}/messages \\
  -H "Authorization: Bearer ${token}" \\
  -H "Content-Type: application/json" \\
  -d '{ "text": "Hello" }'`;

const socketExample = (room: string, token: string): string => `import { io } from "socket.io-client";

const socket = io("${location.origin}", {
  path: "${socketPath(room)}",
  auth: { token: "${token}" },
});
socket.on("messages", (messages) => console.log(messages));
socket.emit("message:send", { nonce: crypto.randomUUID(), text: "Hello" });`;
