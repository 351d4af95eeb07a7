/** The menu of the room page; its items come from the button that opened it. */
import { MenuDialog } from "../../ui/dialog/menu.tsx";
import type { DialogProps } from "../context/dialogs.ts";
import { useRoom } from "../context/room-context.ts";

export function OpenMenu({ close }: DialogProps) {
  const { menu } = useRoom().dialogs;
  return menu === undefined ? null : <MenuDialog menu={menu} close={close} />;
}
