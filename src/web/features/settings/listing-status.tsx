/** Tells the owner of a public room why it is not on the front page yet. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ListingState } from "../../../shared/contract/directory.ts";
import { formatCount } from "../../i18n/plural.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { RequestError } from "../../ui/section.tsx";
import { useLoadRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

export function ListingStatus() {
  const { room } = useRoom();
  const request = useLoadRequest();
  const state = useSignal<ListingState | undefined>(undefined);
  const load = async () => {
    const answer = await request.run(room.request("listing:get", {}));
    if (answer !== undefined) state.value = answer;
  };
  // Once, when it is shown.
  useEffect(() => void load(), []);
  if (state.value === undefined) return <RequestError request={request} retry={() => void load()} />;
  const { listed, people, needed } = state.value;
  if (listed) return null;
  return (
    <p class="settings-hint" role="status">
      {formatCount(settingsWords().access.notListedYet, needed - people)}
    </p>
  );
}
