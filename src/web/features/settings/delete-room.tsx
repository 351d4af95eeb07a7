/** Deletes the room after its name is typed. */
import { useSignal } from "@preact/signals";
import { parseRoomName } from "../../../shared/room-name.ts";
import { isolate } from "../../i18n/names.ts";
import { words } from "../../i18n/room/index.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { RequestError, Section } from "../../ui/section.tsx";
import { textDirection } from "../../ui/text-field.ts";
import { submitUnlessBusy, useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";
import { Export } from "./export.tsx";

export function DeleteRoom({ close }: { close(): void }) {
  const { room } = useRoom();
  const request = useRequest();
  const { exportAndDelete } = settingsWords();
  const isConfirming = useSignal(false);
  const typed = useSignal("");
  const parsed = parseRoomName(typed.value);
  const matches = parsed.ok && parsed.name === room.name;
  const remove = async () => {
    if (!matches) return;
    if (await request.run(room.request("room:delete", {}))) close();
  };
  return (
    <>
      <Section title={exportAndDelete.exportTitle}>
        <Export />
      </Section>
      <Section title={exportAndDelete.dangerZone} danger>
        <p class="settings-hint">{exportAndDelete.deleteHint}</p>
        {isConfirming.value ? (
          <form class="settings-confirm" onSubmit={submitUnlessBusy(request, remove)}>
            <label for="room-delete">{exportAndDelete.confirm(isolate(room.name))}</label>
            <input
              id="room-delete"
              class="field"
              dir={textDirection(typed.value)}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              value={typed.value}
              autofocus
              onInput={({ currentTarget }) => {
                typed.value = currentTarget.value;
              }}
            />
            <div class="settings-field">
              <button
                type="submit"
                class="button danger"
                disabled={!matches}
                aria-disabled={request.busy.value}
              >
                {exportAndDelete.deletePermanently}
              </button>
              <button
                type="button"
                class="button"
                onClick={() => {
                  isConfirming.value = false;
                }}
              >
                {words().cancel}
              </button>
            </div>
            <RequestError request={request} />
          </form>
        ) : (
          <div>
            <button
              type="button"
              class="button danger"
              onClick={() => {
                isConfirming.value = true;
              }}
            >
              {exportAndDelete.delete}
            </button>
          </div>
        )}
      </Section>
    </>
  );
}
