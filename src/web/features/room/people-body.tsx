/** The members who are here, you first. */
import { isFramed } from "../../core/first-load.ts";
import { NotificationSetting } from "../notifications/notification-setting.tsx";
import { PeopleList } from "../people/people-list.tsx";
import { Yourself } from "../people/yourself.tsx";

export const PeopleBody = () => (
  <>
    <Yourself />
    {/* Browsers grant none to a frame of another site. */}
    {isFramed() ? null : <NotificationSetting />}
    <PeopleList />
  </>
);
