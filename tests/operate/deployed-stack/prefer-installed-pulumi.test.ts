import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { preferInstalledPulumi } from "../../../operate/deployed-stack/prefer-installed-pulumi.ts";

let folder: string;
let npm: string;
let installed: string;
let empty: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "path-"));
  [npm, installed, empty] = [join(folder, "node_modules", ".bin"), join(folder, "installed"), join(folder, "empty")];
  for (const each of [npm, installed, empty]) mkdirSync(each, { recursive: true });
  for (const each of [npm, installed]) writeFileSync(join(each, process.platform === "win32" ? "pulumi.exe" : "pulumi"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the PATH of a command", () => {
  it("has the installed Pulumi before npm's, which downloads one", () => {
    const path = [npm, empty, installed].join(delimiter);
    expect(preferInstalledPulumi(path)).toBe([empty, installed, npm].join(delimiter));
  });

  it("stays as it is where no Pulumi is installed", () => {
    expect(preferInstalledPulumi([npm, empty].join(delimiter))).toBe([npm, empty].join(delimiter));
    expect(preferInstalledPulumi("")).toBe("");
  });
});
