/** Saves artifacts of a failed test before the servers and pages that it used are closed. */
import { afterEach } from "vitest";
import { saveArtifacts } from "./artifacts.ts";

afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  console.log(`see ${await saveArtifacts(task.file.filepath, task.name)}`);
}, 30_000);
