/** The results of the benchmark of passive sockets as a table and targets. */
import { chatRoom } from "../contenders/chat-room.ts";
import { stockSocketIO } from "../contenders/stock-socketio.ts";
import type { PassiveCrowd } from "../measures/passive.ts";
import { count, fixed, table } from "./markdown.ts";
import type { Target } from "./targets.ts";

export const passiveTable = (crowds: readonly PassiveCrowd[]): string =>
  table(
    ["sockets", "not visible", "contender", "CPU per message", "kB to all sockets per message"],
    crowds.map(({ sockets, hidden, contender, cpuPerMessage, bytesPerMessage }) => [
      count(sockets),
      count(hidden),
      contender,
      `${count(Math.round(cpuPerMessage))} us`,
      fixed(bytesPerMessage / 1_000),
    ]),
  );

/** The targets of passive sockets. */
export function passiveTargets(crowds: readonly PassiveCrowd[]): Target[] {
  const cpuOf = (name: string, isHidden: boolean): number =>
    crowds.find(({ contender, hidden }) => contender === name && hidden > 0 === isHidden)?.cpuPerMessage ??
    Number.NaN;
  const passive = cpuOf(chatRoom.name, true);
  return [
    {
      what: "CPU per message, nine of ten sockets not visible / all visible",
      ratio: passive / cpuOf(chatRoom.name, false),
      atMost: 1 / 6,
    },
    {
      what: "CPU per message, nine of ten sockets not visible / socket.io on Node",
      ratio: passive / cpuOf(stockSocketIO.name, false),
      atMost: 1,
    },
  ];
}
