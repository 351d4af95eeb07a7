/** What to be notified of in this room. Radio buttons, because a browser asks for the permission on a click only. */
import { useEffect } from "preact/hooks";
import type { NotificationLevel } from "../../../shared/push.ts";
import { lazyWords } from "../../i18n/lazy/index.ts";
import { useRoom } from "../context/room-context.ts";
import { chooseLevel, notificationProblem } from "./choose-notifications.ts";

const LEVELS: readonly NotificationLevel[] = ["all", "mentions", "nothing"];

export function NotificationSetting() {
  const context = useRoom();
  const { level, problem, closedPage } = context.notifications;
  useEffect(() => {
    problem.value ??= notificationProblem();
  }, [problem]);
  const { notifications, notificationsUnavailable } = lazyWords();
  if (problem.value !== undefined && problem.value !== "failed")
    return <p class="panel-note">{notificationsUnavailable[problem.value]}</p>;
  return (
    <details class="panel-note notification-setting">
      <summary>
        {notifications.title}: {notifications.levels[level.value]}
      </summary>
      <div role="radiogroup" aria-label={notifications.title}>
        {LEVELS.map((one) => (
          <label key={one} class="notification-level">
            <input
              type="radio"
              name="notification-level"
              checked={level.value === one}
              onClick={() => void chooseLevel(context, one)}
            />
            {notifications.levels[one]}
          </label>
        ))}
      </div>
      <p role="status">
        {problem.value === "failed"
          ? notificationsUnavailable.failed
          : level.value !== "nothing" && Notification.permission === "default"
            ? notifications.notAsked
            : level.value !== "nothing" && closedPage.value !== undefined
              ? notifications.closedPage[closedPage.value]
              : null}
      </p>
    </details>
  );
}
