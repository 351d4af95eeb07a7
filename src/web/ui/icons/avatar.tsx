/** A person's picture, or their initials on their color. Hidden from assistive technology: the name is always beside it. */
import { hueOf, initialsOf } from "../../../shared/avatar.ts";

interface AvatarProps {
  id: string;
  name: string;
  /** The address of a picture. It covers the initials, which show until it has loaded. */
  picture?: string | undefined;
}

export const Avatar = ({ id, name, picture }: AvatarProps) => (
  <span class="avatar" style={{ "--hue": String(hueOf(id)) }} aria-hidden="true">
    {picture ? <img src={picture} alt="" referrerpolicy="no-referrer" /> : initialsOf(name)}
  </span>
);
