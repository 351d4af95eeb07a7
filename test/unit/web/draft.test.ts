/** Drafts on devices without storage, or with a full one. */
import { expect, test } from "vitest";
import { deviceStore } from "../../../src/web/storage/device-storage.ts";
import { Draft } from "../../../src/web/storage/draft.ts";

/** A `localStorage` that can be full, or blocked. */
class FakeStorage {
  readonly kept = new Map<string, string>();
  isFull = false;
  isDenied = false;

  getItem(key: string): string | null {
    if (this.isDenied) throw new DOMException("denied", "SecurityError");
    return this.kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.isDenied) throw new DOMException("denied", "SecurityError");
    if (this.isFull) throw new DOMException("full", "QuotaExceededError");
    this.kept.set(key, value);
  }

  removeItem(key: string): void {
    if (this.isDenied) throw new DOMException("denied", "SecurityError");
    this.kept.delete(key);
  }
}

function draftOn(storage: FakeStorage): Draft {
  return new Draft(
    deviceStore(() => storage as unknown as Storage),
    "full",
  );
}

test("a draft that does not fit on the device stays in memory, is reported, and is stored once there is space", () => {
  const storage = new FakeStorage();
  const draft = draftOn(storage);
  draft.write("Before");
  expect(draft.isUnsaved.value).toBe(false);
  storage.isFull = true;
  draft.write("Before, and after");
  expect(draft.isUnsaved.value).toBe(true);
  expect(draft.read()).toBe("Before, and after");
  // The older text does not come back.
  storage.isFull = false;
  draft.write("Before, and after that");
  expect(draft.isUnsaved.value).toBe(false);
  expect(draftOn(storage).read()).toBe("Before, and after that");
});

test("a draft that was sent leaves nothing on a full device, and no warning", () => {
  const storage = new FakeStorage();
  const draft = draftOn(storage);
  draft.write("Kept");
  storage.isFull = true;
  draft.write("Not kept");
  draft.write("");
  expect(draft.isUnsaved.value).toBe(false);
  expect(draft.read()).toBe("");
  expect(storage.kept.size).toBe(0);
});

test("a draft stays in the page when storage is blocked while it is open", () => {
  const storage = new FakeStorage();
  const draft = draftOn(storage);
  storage.isDenied = true;
  draft.write("Still here");
  draft.replyTo = 7;
  expect(draft.isUnsaved.value).toBe(true);
  expect(draft.read()).toBe("Still here");
  expect(draft.replyTo).toBe(7);
});
