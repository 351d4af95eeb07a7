/** The bots of the room: made, told their token once, and revoked. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Bot } from "../../protocol/bots.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { Tile } from "../look/tile.tsx";
import { useRoom } from "../room-page/room-context.ts";
import { isolated } from "../words/names.ts";
import { settingsWords } from "../words/settings/index.ts";
import { useAsking } from "./asking.ts";
import { CopyField } from "./copy-field.tsx";
import { Problem, Section } from "./section.tsx";

export function Programs() {
  const { room } = useRoom();
  const asking = useAsking();
  const bots = useSignal<readonly Bot[]>([]);
  const name = useSignal("");
  const token = useSignal<string | undefined>(undefined);
  const { bots: said } = settingsWords();
  const load = async () => {
    const answer = await asking.run(room.ask("bots:get", {}));
    if (answer !== undefined) bots.value = answer.bots;
  };
  // Once, when the dialog opens.
  useEffect(() => void load(), []);
  const create = async () => {
    const made = await asking.run(room.ask("bot:create", { name: name.peek() }));
    if (made === undefined) return;
    token.value = made.token;
    name.value = "";
    bots.value = [...bots.peek(), made.bot];
  };
  const revoke = async (id: string) => {
    if (await asking.run(room.ask("bot:revoke", { id })))
      bots.value = bots.peek().filter((bot) => bot.id !== id);
  };
  return (
    <Section title={said.title}>
      <p class="settings-hint">{said.hint}</p>
      <ul class="settings-list">
        {bots.value.map((bot) => (
          <li key={bot.id} class="settings-person">
            <Tile id={bot.id} name={bot.name} />
            <bdi class="side-row-text">{bot.name}</bdi>
            <button
              type="button"
              class="link-button"
              aria-label={said.revokeNamed(isolated(bot.name))}
              onClick={() => void revoke(bot.id)}
            >
              {said.revoke}
            </button>
          </li>
        ))}
      </ul>
      {token.value === undefined ? null : (
        <div class="settings-part">
          <p>{said.tokenOnce}</p>
          <CopyField label={said.token} value={token.value} />
        </div>
      )}
      <form
        class="settings-part"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <label for="bot-name">{said.name}</label>
        <div class="settings-field">
          <input
            id="bot-name"
            class="field"
            dir="auto"
            value={name.value}
            maxLength={LIMITS.nameLength}
            required
            autocomplete="off"
            onInput={({ currentTarget }) => {
              name.value = currentTarget.value;
            }}
          />
          <button type="submit" class="button" disabled={asking.busy.value}>
            {said.make}
          </button>
        </div>
      </form>
      <Problem asking={asking} />
    </Section>
  );
}
