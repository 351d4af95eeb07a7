/** The bots of the room: made, told their token once, and revoked. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Bot, NewBot } from "../../../shared/contract/bots.ts";
import { roomPath, socketPath } from "../../../shared/room-name.ts";
import { limits } from "../../core/limits.ts";
import { isolate } from "../../i18n/names.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { CopyBlock, CopyField } from "../../ui/copy-field.tsx";
import { Avatar } from "../../ui/icons/avatar.tsx";
import { Problem, Section } from "../../ui/section.tsx";
import { unlessBusy, useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

export function Bots() {
  const { room } = useRoom();
  // Apart from what is asked for by hand: nobody's Enter is to be lost on a list that is still coming.
  const listing = useRequest();
  const asking = useRequest();
  const bots = useSignal<readonly Bot[]>([]);
  const name = useSignal("");
  const made = useSignal<NewBot | undefined>(undefined);
  const { bots: said } = settingsWords();
  const load = async () => {
    const answer = await listing.run(room.request("bots:get", {}));
    if (answer !== undefined) bots.value = answer.bots;
  };
  // Once, when the dialog opens.
  useEffect(() => void load(), []);
  const create = async () => {
    const asked = name.peek();
    const answer = await asking.run(room.request("bot:create", { name: asked }));
    if (answer === undefined) return;
    made.value = answer;
    if (name.peek() === asked) name.value = "";
    bots.value = [...bots.peek(), answer.bot];
  };
  const revoke = async (id: string) => {
    if (!(await asking.run(room.request("bot:revoke", { id })))) return;
    bots.value = bots.peek().filter((bot) => bot.id !== id);
    if (made.peek()?.bot.id === id) made.value = undefined;
  };
  return (
    <Section title={said.title}>
      <p class="settings-hint">
        {said.hint}{" "}
        <a href="/api/openapi.json" target="_blank" rel="noreferrer">
          {said.apiLink}
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
                aria-label={said.revokeNamed(isolate(bot.name))}
                onClick={() => void revoke(bot.id)}
              >
                {said.revoke}
              </button>
            </li>
          ))}
        </ul>
      )}
      {made.value === undefined ? null : <Handbook room={room.name} made={made.value} />}
      <form class="settings-labelled" onSubmit={unlessBusy(asking, create)}>
        <label for="bot-name">{said.name}</label>
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
          <button type="submit" class="button" aria-disabled={asking.busy.value}>
            {said.create}
          </button>
        </div>
      </form>
      <Problem asking={listing} />
      <Problem asking={asking} />
    </Section>
  );
}

/** A new bot's token, and two ways to use it that are ready to be pasted. */
function Handbook({ room, made: { bot, token } }: { room: string; made: NewBot }) {
  const { bots } = settingsWords();
  return (
    <div class="settings-created">
      <p>{bots.tokenShownOnce(isolate(bot.name))}</p>
      <CopyField label={bots.token} value={token} />
      <CopyBlock label={bots.webhookExample} value={postLine(room, token)} />
      <CopyBlock label={bots.socketExample} value={socketLines(room, token)} />
    </div>
  );
}

const postLine = (
  room: string,
  token: string,
): string => `curl ${location.origin}/api${roomPath(room)}/messages \\
  -H "Authorization: Bearer ${token}" \\
  -H "Content-Type: application/json" \\
  -d '{ "text": "Hello" }'`;

const socketLines = (room: string, token: string): string => `import { io } from "socket.io-client";

const socket = io("${location.origin}", {
  path: "${socketPath(room)}",
  auth: { token: "${token}" },
});
socket.on("messages", (messages) => console.log(messages));
socket.emit("message:send", { nonce: crypto.randomUUID(), text: "Hello" });`;
