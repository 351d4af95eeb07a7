/** Decides what a paste is: files, a link for the selected text, or text. */
import { insertText } from "../../ui/text-field.ts";

/**
 * The files of a paste, unless they only accompany text. A spreadsheet or word processor adds an image of the copied
 * text; a file manager adds the names of the files as text.
 */
export function pastedFiles(data: Pick<DataTransfer, "files" | "getData">): readonly File[] {
  const files = [...data.files];
  const lines = data
    .getData("text/plain")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const namesAFile = (line: string) => files.some(({ name }) => line === name || line.endsWith(`/${name}`));
  return lines.every(namesAFile) ? files : [];
}

/** The Markdown of a link, if an address is pasted over selected words in one line. */
export function linkOver(selected: string, pasted: string): string | undefined {
  const address = pasted.trim();
  const isAddress = /^https?:\/\/[^\s<>]+$/i.test(address) && URL.canParse(address);
  if (!isAddress || selected.trim() === "" || /\n/.test(selected) || /^\s*https?:\/\//i.test(selected)) {
    return undefined;
  }
  const [, before = "", words = "", after = ""] = /^(\s*)(.*?)(\s*)$/.exec(selected) ?? [];
  const href = address.replace(/[()\\]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return `${before}[${words.replace(/[[\]\\]/g, "\\$&")}](${href})${after}`;
}

/** Pastes an address over the selected text as a link. Returns whether it did; Ctrl+Z undoes it. */
export function pasteLink(field: HTMLTextAreaElement, data: Pick<DataTransfer, "getData">): boolean {
  const { value, selectionStart, selectionEnd } = field;
  const link = linkOver(value.slice(selectionStart, selectionEnd), data.getData("text/plain"));
  if (link !== undefined) insertText(field, link);
  return link !== undefined;
}
