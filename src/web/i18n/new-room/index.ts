/** Texts of the form that creates a room, on the front page and in a room. */
import { dictionary } from "../dictionary.ts";
import type { NewRoomWords } from "./en.ts";

export const newRoomWords = dictionary<NewRoomWords>({
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  ar: () => import("./ar.ts"),
});
