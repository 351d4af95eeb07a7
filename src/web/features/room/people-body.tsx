/** The members who are here, you first. */
import { NotificationSetting } from "../notifications/notification-setting.tsx";
import { PeopleList } from "../people/people-list.tsx";
import { Yourself } from "../people/yourself.tsx";

export const PeopleBody = () => (
  <>
    <Yourself />
    <NotificationSetting />
    <PeopleList />
  </>
);
