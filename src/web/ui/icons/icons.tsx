/** The page's icons, drawn on a 24 by 24 grid. */
import type { ComponentChildren } from "preact";

/** @param sided whether it shows a side of the page, which is the other one where lines begin on the right */
export const Icon = ({ sided = false, children }: { sided?: boolean; children: ComponentChildren }) => (
  <svg class={sided ? "icon directional" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
    {children}
  </svg>
);

export const RoomsIcon = () => (
  <Icon sided>
    <rect x="3.5" y="4.5" width="17" height="15" rx="2.5" />
    <path d="M9.5 4.5v15" />
  </Icon>
);

export const PeopleIcon = () => (
  <Icon>
    <circle cx="9" cy="8.5" r="3.5" />
    <path d="M2.5 19.5c.6-3.4 3.2-5 6.5-5s5.9 1.6 6.5 5M16 5.3a3.5 3.5 0 0 1 0 6.4M18.5 15c1.6.8 2.6 2.3 3 4.5" />
  </Icon>
);

export const SendIcon = () => (
  <Icon>
    <path d="M12 19.5v-15M5.5 11 12 4.5 18.5 11" />
  </Icon>
);

export const DownIcon = () => (
  <Icon>
    <path d="M12 4.5v15M5.5 13 12 19.5 18.5 13" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="M6 6l12 12M18 6 6 18" />
  </Icon>
);

export const ReactIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M8.5 14.5c.8 1.2 2 1.8 3.5 1.8s2.7-.6 3.5-1.8M9 9.7v.1M15 9.7v.1" />
  </Icon>
);

export const AttachIcon = () => (
  <Icon>
    <path d="M19.5 11.5 12 19a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-8 8a1.5 1.5 0 0 1-2.2-2.2l7.2-7.2" />
  </Icon>
);

export const FileIcon = () => (
  <Icon>
    <path d="M6.5 3.5h7l4 4v13h-11zM13.5 3.5v4h4" />
  </Icon>
);

export const SearchIcon = () => (
  <Icon>
    <circle cx="10.5" cy="10.5" r="6" />
    <path d="M15 15l5 5" />
  </Icon>
);

export const ChevronIcon = () => (
  <svg class="icon chevron" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M7 10l5 5 5-5" />
  </svg>
);

export const InviteIcon = () => (
  <Icon>
    <circle cx="10" cy="8.5" r="3.5" />
    <path d="M3.5 19.5c.6-3.4 3.2-5 6.5-5s5.9 1.6 6.5 5M19 6v6M16 9h6" />
  </Icon>
);

/** A rocket whose window is the two slots of a socket. */
export const Logo = () => (
  <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" fill="currentcolor">
    <path
      fill-rule="evenodd"
      d="M16 1.5c4.6 3 7 7.3 7 12.5v7.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 9 21.5V14c0-5.2 2.4-9.5 7-12.5ZM12.6 11.5a1.2 1.2 0 0 0-1.2 1.2v4.1a1.2 1.2 0 0 0 2.4 0v-4.1a1.2 1.2 0 0 0-1.2-1.2Zm6.8 0a1.2 1.2 0 0 0-1.2 1.2v4.1a1.2 1.2 0 0 0 2.4 0v-4.1a1.2 1.2 0 0 0-1.2-1.2Z"
    />
    <path d="M7 15.5v9.3l-3.1 2.3A.9.9 0 0 1 2.5 26.4v-4.3c0-2.8 1.7-5.3 4.5-6.6ZM25 15.5v9.3l3.1 2.3a.9.9 0 0 0 1.4-.7v-4.3c0-2.8-1.7-5.3-4.5-6.6ZM13 25h6l-2.2 5.2a.9.9 0 0 1-1.6 0Z" />
  </svg>
);
