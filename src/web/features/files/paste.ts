/** What a paste is meant to be: files, an address for what is selected, or text. */
import { insertText } from "../../ui/text-field.ts";

/**
 * The files of a paste, where they are what it is about. A spreadsheet or a word processor adds a picture of the text that was
 * copied; a file manager adds the names of the files as text.
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

/** The Markdown of a link, where an address is pasted over words in one line. */
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

/** Pastes an address over what is selected in a field as a link. Returns whether it did; Ctrl+Z takes it back. */
export function pasteLink(field: HTMLTextAreaElement, data: Pick<DataTransfer, "getData">): boolean {
  const { value, selectionStart, selectionEnd } = field;
  const link = linkOver(value.slice(selectionStart, selectionEnd), data.getData("text/plain"));
  if (link !== undefined) insertText(field, link);
  return link !== undefined;
}
