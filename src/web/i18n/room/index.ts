/** The words of the room page: all that is there before a dialog opens. */
import { dictionary } from "../dictionary.ts";
import type { RoomWords } from "./en.ts";

export const words = dictionary<RoomWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
