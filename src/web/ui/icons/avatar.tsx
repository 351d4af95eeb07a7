/** A person's initials on their colour: an ornament, since the name always stands beside it. */
import { hueOf, initialsOf } from "../../../shared/avatar.ts";

export const Avatar = ({ id, name }: { id: string; name: string }) => (
  <span class="avatar" style={{ "--hue": String(hueOf(id)) }} aria-hidden="true">
    {initialsOf(name)}
  </span>
);
