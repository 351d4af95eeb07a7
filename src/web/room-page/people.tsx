/** Who is here, oneself first. */
import { NoticeSwitch } from "./notice-switch.tsx";
import { PeopleList } from "./people-list.tsx";
import { Yourself } from "./yourself.tsx";

export const People = () => (
  <>
    <Yourself />
    <NoticeSwitch />
    <PeopleList />
  </>
);
