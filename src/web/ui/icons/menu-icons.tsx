/** The icons of menus and of message actions: they load with them. */
import { Icon } from "./icons.tsx";

export const SettingsIcon = () => (
  <Icon>
    <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
    <circle cx="15" cy="7" r="2" />
    <circle cx="9" cy="17" r="2" />
  </Icon>
);

export const KeyboardIcon = () => (
  <Icon>
    <rect x="3" y="6" width="18" height="12" rx="2" />
    <path d="M7 10v.1M11 10v.1M15 10v.1M8.5 14h7" />
  </Icon>
);

export const RemoveIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M8 12h8" />
  </Icon>
);

export const PrintIcon = () => (
  <Icon>
    <path d="M7.5 8.5v-5h9v5M7.5 16.5h-3v-8h15v8h-3M7.5 13.5h9v7h-9z" />
  </Icon>
);

export const InspectorIcon = () => (
  <Icon>
    <path d="M4 8.5h14M14.5 5 18 8.5 14.5 12M20 15.5H6M9.5 12 6 15.5 9.5 19" />
  </Icon>
);

export const CopyIcon = () => (
  <Icon>
    <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
    <path d="M15.5 8.5v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2" />
  </Icon>
);

export const LinkIcon = () => (
  <Icon>
    <path d="M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-.8.8M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l.8-.8" />
  </Icon>
);

export const EditIcon = () => (
  <Icon>
    <path d="M4.5 19.5l1-4L16 5l3 3L8.5 18.5z" />
  </Icon>
);

export const DeleteIcon = () => (
  <Icon>
    <path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5M10 10.5v5.5M14 10.5v5.5" />
  </Icon>
);

export const ReportIcon = () => (
  <Icon>
    <path d="M6 20.5V4.5M6 5c4-2.5 7 2 12 0v8.5c-5 2-8-2.5-12 0" />
  </Icon>
);

export const ReplyIcon = () => (
  <Icon sided>
    <path d="M9.5 5.5 4 11l5.5 5.5M4 11h9.5c4 0 6.5 2.5 6.5 7" />
  </Icon>
);

export const PersonIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="4" />
    <path d="M4.5 20c.8-3.9 3.7-5.5 7.5-5.5s6.7 1.6 7.5 5.5" />
  </Icon>
);

export const MoreIcon = () => (
  <Icon>
    <path d="M5.5 12v.1M12 12v.1M18.5 12v.1" stroke-width="2.75" />
  </Icon>
);

export const DraftIcon = () => (
  <Icon>
    <path d="M5 19l.8-4L16.2 4.6l3.2 3.2L9 18.2z" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M12 5v14M5 12h14" />
  </Icon>
);

export const LanguageIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17" />
  </Icon>
);
