/** What a room's page does once its messages are on the screen: it gets ready for what may be wanted next. */
import { preloadEmoji } from "../features/emoji/preload-emoji.ts";
import { installOffline } from "../features/offline/install.ts";

export const onceShown = (): Promise<void> => preloadEmoji().then(installOffline);
