/** Keeps what helps to find out why a test failed, before what the test used is gone. */
import { afterEach } from "vitest";
import { collectEvidence } from "./artefacts.ts";

afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  console.log(`see ${await collectEvidence(task.file.filepath, task.name)}`);
}, 30_000);
