/** The Enter key in the composer, on each kind of device. */
import { expect, test } from "vitest";
import { memoryStore } from "../../../src/web/storage/device-storage.ts";
import { EnterKey } from "../../../src/web/storage/enter-key.ts";

const press = (change: object = {}) => ({
  key: "Enter",
  code: "Enter",
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...change,
});
const DEVICES = {
  laptop: ["(any-pointer: fine)"],
  phone: ["(pointer: coarse)"],
  tablet: ["(pointer: coarse)", "(any-pointer: fine)"],
};
const on = (device: keyof typeof DEVICES, store = memoryStore()) =>
  new EnterKey(store, (query) => DEVICES[device].includes(query));

test("Enter sends on a keyboard and starts a line on a touch screen; Ctrl+Enter always sends, Shift+Enter never does", () => {
  expect(on("laptop").isSendKey(press())).toBe(true);
  expect(on("phone").isSendKey(press())).toBe(false);
  expect(on("phone").sends.peek()).toBe(false);
  for (const device of ["laptop", "phone", "tablet"] as const) {
    expect(on(device).isSendKey(press({ ctrlKey: true }))).toBe(true);
    expect(on(device).isSendKey(press({ metaKey: true }))).toBe(true);
    expect(on(device).isSendKey(press({ shiftKey: true }))).toBe(false);
    expect(on(device).isSendKey(press({ key: "a", ctrlKey: true }))).toBe(false);
  }
});

test("on a tablet, keys of a keyboard are distinguished from those on the screen, which have no code", () => {
  expect(on("tablet").isSendKey(press())).toBe(true);
  expect(on("tablet").isSendKey(press({ code: "" }))).toBe(false);
});

test("the user's choice is stored, and applies to every keyboard", () => {
  const store = memoryStore();
  on("phone", store).toggle();
  expect(on("phone", store).isSendKey(press({ code: "" }))).toBe(true);
  on("laptop", store).toggle();
  expect(on("laptop", store).isSendKey(press())).toBe(false);
  expect(on("tablet", store).isSendKey(press())).toBe(false);
});
