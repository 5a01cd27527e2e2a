import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export const ROOT = join(import.meta.dirname, "../..");

/** A temporary directory with the given files, which is deleted after the test. */
export function directoryOf(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "preview-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  return directory;
}

/** A copy of the committed settings. It adds the lines to nonprod's `config:` and then edits the text. */
export function committedAnd(lines: readonly string[], change: (nonprod: string) => string = (text) => text): string {
  const nonprod = change(readFileSync(join(ROOT, "Pulumi.nonprod.yaml"), "utf8"));
  const directory = directoryOf({
    "Pulumi.nonprod.yaml": `${nonprod.trimEnd()}\n${lines.map((line) => `  ${line}\n`).join("")}`,
  });
  for (const file of ["Pulumi.yaml", "Pulumi.prod.yaml"]) copyFileSync(join(ROOT, file), join(directory, file));
  return directory;
}
