/** The members who are here, you first. */
import { NotificationsSwitch } from "../notifications/notifications-switch.tsx";
import { PeopleList } from "../people/people-list.tsx";
import { Yourself } from "../people/yourself.tsx";

export const PeopleBody = () => (
  <>
    <Yourself />
    <NotificationsSwitch />
    <PeopleList />
  </>
);
