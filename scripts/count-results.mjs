/**
 * Sums a CI run up in one line: `node scripts/count-results.mjs <vitest json report> <exit code of check> <of test>`.
 *
 * The check counts as one. A test file that could not be loaded, and a run that failed outside its tests (an unhandled
 * error, no report), count as one failure each. Exits non-zero when anything failed.
 */
import { existsSync, readFileSync } from "node:fs";

const [report, check, tests] = process.argv.slice(2);
const count = { passed: 0, failed: 0, skipped: 0 };

count[check === "0" ? "passed" : "failed"] += 1;
let failedTests = 0;
if (existsSync(report)) {
  const results = JSON.parse(readFileSync(report, "utf8"));
  count.passed += results.numPassedTests;
  count.skipped += results.numPendingTests + results.numTodoTests;
  failedTests =
    results.numFailedTests +
    results.testResults.filter(
      (file) => file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
    ).length;
}
count.failed += failedTests === 0 && tests !== "0" ? 1 : failedTests;

console.log(
  `${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ""}`,
);
process.exitCode = count.failed > 0 ? 1 : 0;
