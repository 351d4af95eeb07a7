/** The server of a test that wants nothing from it but rooms: those it names belong to it alone. */
import { inject } from "vitest";

export const sharedServer = inject("sharedServer");
