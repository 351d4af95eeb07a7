/** The switch for notifications. */
import { lazyWords } from "../../i18n/lazy/index.ts";
import { useRoom } from "../context/room-context.ts";

export function NotificationsSwitch() {
  const { mentionNotifications } = useRoom();
  const state = mentionNotifications.state.value;
  if (state === "missing") return null;
  if (state === "blocked" || state === "insecure" || state === "failed") {
    return <p class="panel-note">{lazyWords().notificationsUnavailable[state]}</p>;
  }
  return (
    <p class="panel-note">
      <button
        type="button"
        class="link-button"
        aria-pressed={state === "on"}
        onClick={() => void mentionNotifications.toggle()}
      >
        {state === "on" ? lazyWords().notifications.turnOff : lazyWords().notifications.turnOn}
      </button>
    </p>
  );
}
