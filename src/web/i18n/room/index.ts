/** Texts of the room page that the first messages need. */
import { dictionary } from "../dictionary.ts";
import type { RoomWords } from "./en.ts";

export const words = dictionary<RoomWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
