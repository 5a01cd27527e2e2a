import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { CouldNotLook } from "../../operate/command-line/could-not-look.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";

/** The commit of a checkout that has nothing else. @throws CommandRefused when files differ from the commit */
export async function cleanCommit(directory: string): Promise<string> {
  const git = async (...words: string[]) => {
    try {
      return (await promisify(execFile)("git", words, { cwd: directory })).stdout.trim();
    } catch {
      throw new CouldNotLook("A plan belongs to a commit, and git does not say which one this folder has.");
    }
  };
  const commit = await git("rev-parse", "--verify", "HEAD");
  if ((await git("status", "--porcelain")) === "") return commit;
  throw new CommandRefused(
    ["The checkout must have no changes, as a plan belongs to a commit. git status lists them; commit or stash them."],
    EXIT_CODE.wrong,
  );
}
