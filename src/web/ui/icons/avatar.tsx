/** A person's initials on their color. Hidden from assistive technology: the name is always beside it. */
import { hueOf, initialsOf } from "../../../shared/avatar.ts";

export const Avatar = ({ id, name }: { id: string; name: string }) => (
  <span class="avatar" style={{ "--hue": String(hueOf(id)) }} aria-hidden="true">
    {initialsOf(name)}
  </span>
);
