/** Brings the landing page's form and list of rooms to life. */
import { render } from "preact";
import { deviceStore } from "./device/storage.ts";
import { visitedRooms } from "./device/visited-rooms.ts";
import { Door } from "./landing/door.tsx";
import { RecentRooms } from "./landing/recent-rooms.tsx";

const root = document.getElementById("root");
if (root !== null) {
  render(
    <>
      <Door go={(path) => location.assign(path)} />
      <RecentRooms rooms={visitedRooms(deviceStore())} now={Date.now()} />
    </>,
    root,
  );
}
