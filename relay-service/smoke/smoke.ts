/**
 * `npm run smoke -- <url>`: checks a deployed relay from outside. It pairs and sends like a client, and replays and tampers like an attacker. It
 * sends GET requests only. It needs only the URL, and prints no secret.
 */
import { type Finding, runSmoke } from "./run-smoke.ts";
import { readSmokeOptions, USAGE } from "./smoke-options.ts";

const WORDS = { ok: "ok", failed: "FAILED", skipped: "skipped" } as const;

function line({ check, outcome, saw }: Finding): string {
  // A server's text may contain control characters, which a terminal would interpret.
  return `${WORDS[outcome].padEnd(8)}${check.padEnd(16)}${saw.replace(/[^\x20-\x7e\u2026]/g, "?")}`;
}

const command = readSmokeOptions(process.argv.slice(2));
if (command.kind === "help") console.log(USAGE);
else if (command.kind === "wrong") {
  for (const problem of command.problems) console.error(problem);
  process.exitCode = 2;
} else {
  const { options } = command;
  const { findings, latency } = await runSmoke(options, (finding) => {
    if (!options.json) console.log(line(finding));
  });
  const failed = findings.filter(({ outcome }) => outcome === "failed").length;
  if (options.json) {
    console.log(JSON.stringify({ url: options.url, ok: failed === 0, checks: findings, latencyMs: latency }, null, 2));
  } else console.log(failed === 0 ? "all checks passed" : `${failed} ${failed === 1 ? "check" : "checks"} FAILED`);
  process.exitCode = failed === 0 ? 0 : 1;
}
