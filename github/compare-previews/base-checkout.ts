import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import { run } from "./preview-of.ts";

/** A second checkout of the repository, in a folder of its own. */
export interface BaseCheckout {
  readonly directory: string;
  readonly remove: () => Promise<void>;
}

/** The full hash of a commit. @throws CommandRefused when there is no such commit */
export async function commitOf(reference: string, directory: string): Promise<string> {
  const { code, output } = await run("git", ["rev-parse", "--verify", "--quiet", "--end-of-options", `${reference}^{commit}`], directory);
  if (code === 0) return output.trim();
  throw new CommandRefused(
    ['--base must be a commit of this checkout such as "main" or "HEAD^1"; a shallow checkout has only the last one'],
    EXIT_CODE.usage,
  );
}

/** Checks a commit out beside this checkout. It uses the same installed packages, unless its lock file has others. */
export async function checkOut(commit: string, directory: string): Promise<BaseCheckout> {
  const folder = mkdtempSync(join(tmpdir(), "base-"));
  const base = join(folder, "checkout");
  const remove = async () => {
    await run("git", ["worktree", "remove", "--force", base], directory);
    rmSync(folder, { recursive: true, force: true });
  };
  await run("git", ["worktree", "add", "--quiet", "--detach", base, commit], directory);
  if (hasSameLock(directory, base)) symlinkSync(join(directory, "node_modules"), join(base, "node_modules"));
  else await run("npm", ["ci", "--no-audit", "--no-fund"], base);
  return { directory: base, remove };
}

function hasSameLock(one: string, other: string): boolean {
  const locks = [one, other].map((directory) => join(directory, "package-lock.json"));
  const [first, second] = locks.map((lock) => (existsSync(lock) ? readFileSync(lock, "utf8") : ""));
  return first === second && existsSync(join(one, "node_modules"));
}
