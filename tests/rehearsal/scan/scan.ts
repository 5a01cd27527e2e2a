import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { currentDay } from "../../../infra/policy/exemptions/exemption.ts";
import { readExemptions } from "../../../infra/policy/exemptions/read-exemptions.ts";
import { rules } from "../../../infra/policy/rules.ts";
import { ROOT } from "../project-copy.ts";
import { resourcesIn } from "../state.ts";
import { type Comparison, compare } from "./compare.ts";
import { failedChecks, failedFindings } from "./findings.ts";

/** Scans the account with Prowler (AWS Foundational Security Best Practices), and the stack's state with Checkov. */
const SCANNER = join(ROOT, "..", "shared", "rehearsal", "scan", "scan");

/** Whether the scanner is beside this checkout. */
export const canScan = (): boolean => existsSync(SCANNER);

/**
 * Scans the deployed stack.
 *
 * @param folder of the stack's settings
 * @param state as the engine exports it
 */
export function scan(stack: string, folder: string, state: string): Comparison {
  const out = mkdtempSync(join(tmpdir(), "scan-"));
  try {
    // One scan at a time, because the first one installs the scanners.
    const lock = join(tmpdir(), "rehearsal-scan.lock");
    const { status, stderr, stdout } = spawnSync("flock", [lock, SCANNER, out], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(`the scanner ended with ${status}:\n${`${stdout}${stderr}`.slice(-2000)}`);
    const tables = readdirSync(join(out, "prowler")).filter((file) => file.endsWith(".csv"));
    const ofProwler = tables.flatMap((file) => failedFindings(readFileSync(join(out, "prowler", file), "utf8")));
    const ofCheckov = failedChecks(readFileSync(join(out, "checkov.json"), "utf8"));
    if (ofProwler.length === 0 || ofCheckov.length === 0) throw new Error("a scanner found nothing at all: it did not look");
    const findings = [...ofProwler, ...ofCheckov];
    const names = rules.map(({ name }) => name);
    const exemptions = readExemptions(join(ROOT, "infra", "policy", "exemptions.json"), names);
    return compare({ stack, findings, resources: resourcesIn(state), exemptions, today: currentDay() });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
