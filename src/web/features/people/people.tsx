/** Who is here, oneself first. */
import { NotificationsSwitch } from "../notifications/notifications-switch.tsx";
import { PeopleList } from "./people-list.tsx";
import { Yourself } from "./yourself.tsx";

export const People = () => (
  <>
    <Yourself />
    <NotificationsSwitch />
    <PeopleList />
  </>
);
