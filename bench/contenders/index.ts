import { bareObject } from "./bare-object.ts";
import { chatRoom } from "./chat-room.ts";
import type { Contender } from "./contender.ts";
import { party } from "./party.ts";
import { stockSocketIO } from "./stock-socketio.ts";

/** All contenders, in the order of the table. */
export const contenders: readonly Contender[] = [chatRoom, bareObject, stockSocketIO, party];
