/** Turns notifications on and off. */
import { useRoom } from "./room-context.ts";

export function NoticeSwitch() {
  const { notices } = useRoom();
  const state = notices.state.value;
  if (state === "missing") return null;
  if (state === "blocked") {
    return <p class="side-note">Notifications are blocked in this browser's settings for this site.</p>;
  }
  return (
    <p class="side-note">
      <button
        type="button"
        class="link-button"
        aria-pressed={state === "on"}
        onClick={() => void notices.toggle()}
      >
        {state === "on" ? "Stop notifying me" : "Notify me when I am mentioned"}
      </button>
    </p>
  );
}
