// `npm run bench`: time and memory of the preview and of a large package, then the relay's.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { commandArguments } from "../../relay-service/command-arguments.ts";

const { options } = commandArguments({
  usage: `npm run bench [-- --quick --strict]

Measures the time and the memory of npm run preview, and of the check of a package of 500 MB. Then compares the relay with an nginx that only forwards. Needs nginx-light and wrk.

  --quick   a short run of the relay's part: it checks that every answer is right, and its figures say little
  --strict  a missed gate of the relay is a failure`,
  options: ["--quick", "--strict"],
});
for (const [script, ...args] of [["preview.ts"], ["packages.ts"], ["relay.ts", ...options]] as const) {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, script), ...args], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
