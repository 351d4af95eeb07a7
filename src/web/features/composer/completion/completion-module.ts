/** What completes names and emoji: a chunk of its own, see late-parts.ts. */
export { Completion } from "./completion.ts";
export { CompletionList, choiceId } from "./completion-list.tsx";
