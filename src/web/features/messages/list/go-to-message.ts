/** Scrolls to a message: by its address, from a quote, or to the newest. */
import { words } from "../../../i18n/room/index.ts";
import type { ScrollPosition } from "../../../storage/scroll-positions.ts";
import type { RoomPageContext } from "../../context/room-context.ts";

const PARAMETER = "m";

/** The message that an address names: `123` of `/rooms/x?m=123`. */
export function messageInAddress(address: URL | Location): number | undefined {
  const value = new URLSearchParams(address.search).get(PARAMETER);
  return value !== null && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : undefined;
}

/** The permanent address of a message. */
export function addressOf(seq: number): string {
  const address = new URL(location.pathname, location.href);
  address.searchParams.set(PARAMETER, String(seq));
  return address.href;
}

/** Shows a message and those around it, or says that it is not there. */
export async function goToMessage(
  { room, scrollAnchor, toast }: RoomPageContext,
  seq: number,
): Promise<void> {
  const isFound = await room.history.open(seq, () => scrollAnchor.scrollToMessage(seq));
  if (!isFound) toast.show(room.connection.live ? words().list.notInRoom : words().list.needsConnection);
}

/** Restores a scroll position. If its message is deleted, the newest message is shown. */
export async function restoreScrollPosition(
  { room, scrollAnchor }: RoomPageContext,
  position: ScrollPosition,
): Promise<void> {
  const isFound = await room.history.open(position.seq, () => scrollAnchor.restorePosition(position));
  if (!isFound) scrollAnchor.scrollToEnd();
}

/** Shows the newest message, and removes the message from the address. */
export function goToNewest({ room, scrollAnchor }: RoomPageContext): void {
  room.timeline.showNewest();
  scrollAnchor.scrollToEnd();
  if (messageInAddress(location) !== undefined) history.replaceState(history.state, "", location.pathname);
}

/** Home and End go to the ends of the room, not of what is loaded. */
export function goToEndByKey(event: KeyboardEvent, context: RoomPageContext): void {
  const isPlain = !event.altKey && !event.metaKey && !event.shiftKey;
  if (!isPlain || (event.key !== "Home" && event.key !== "End") || isTextField(event.target)) return;
  event.preventDefault();
  if (event.key === "End") goToNewest(context);
  else void context.room.history.openFirst((first) => context.scrollAnchor.scrollToMessage(first));
}

/** In a text field these keys move the caret. */
const isTextField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.matches("textarea, input");
