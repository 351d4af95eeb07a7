/** The tools of messages, in a chunk of its own: the first messages show without them. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useRoom } from "./room-context.ts";

type MessageTools = typeof import("./message-tools.ts");

/** The tools, once they are here. */
export const messageTools = signal<MessageTools | undefined>(undefined);

let loading: Promise<void> | undefined;

/** Loads the tools, unless they are here or on their way. What did not arrive is asked for again by the next call. */
export function loadMessageTools(): Promise<void> {
  loading ??= import("./message-tools.ts").then(
    (tools) => {
      messageTools.value = tools;
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** The tools where they are wanted. Says so where they cannot be had. */
export function useMessageTools(wanted: boolean): MessageTools | undefined {
  const { toast } = useRoom();
  const tools = wanted ? messageTools.value : undefined;
  const missing = wanted && tools === undefined;
  useEffect(() => {
    if (missing) loadMessageTools().catch(() => toast.notLoaded());
  }, [missing, toast]);
  return tools;
}
