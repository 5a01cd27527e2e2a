// `npm run bench`: how much memory and time it takes to check a package of almost 500 MB, as `pulumi up` does.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { webDeployPackage } from "../support/packages/package-files.ts";

const MEGABYTE = 1024 * 1024;
const BUDGET = { megabytes: 150 };
/** Small files beside the large ones: a web application with its client has some ten thousand. */
const SMALL_FILES = 20_000;

/** Reads the package in a process of its own, whose memory is that of nothing else. */
const READ = `const { openFile } = await import(process.argv[1]);
const { readPackage } = await import(process.argv[2]);
const before = process.memoryUsage().rss;
const result = await readPackage("ad", () => openFile(process.argv[3]));
if (Array.isArray(result)) throw new Error(JSON.stringify(result));
console.log(process.resourceUsage().maxRSS * 1024 - before);`;

const folder = mkdtempSync(join(tmpdir(), "package-bench-"));
try {
  const path = join(folder, "AD.zip");
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(webDeployPackage("ad"))) zip.addBuffer(Buffer.from(content), name);
  for (let file = 0; file < SMALL_FILES; file++) zip.addBuffer(Buffer.from("x"), `Content/site/ClientApp/dist/assets/${file}.js`);
  const large = randomBytes(8 * MEGABYTE);
  for (let file = 0; file < 61; file++) zip.addBuffer(large, `Content/site/media/${file}.bin`, { compress: false });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));

  const sources = ["open-package.ts", "read-package.ts"].map((file) =>
    join(import.meta.dirname, "..", "..", "stacks", "packages", file),
  );
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", READ, ...sources, path], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the package was not read: ${stderr}`);
  const seconds = (performance.now() - started) / 1000;
  const megabytes = Number(stdout) / MEGABYTE;
  console.log(`a package of ${(statSync(path).size / MEGABYTE).toFixed(0)} MB with ${SMALL_FILES + 66} files`);
  console.table({
    "seconds, with the start of the process": { seen: seconds.toFixed(1), budget: "" },
    "megabytes of memory beyond the start": { seen: megabytes.toFixed(0), budget: BUDGET.megabytes },
  });
  console.log(megabytes > BUDGET.megabytes ? "over budget" : "within budget");
  process.exitCode = megabytes > BUDGET.megabytes ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
