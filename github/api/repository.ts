import type { OptionRow } from "../../operate/command-line/arguments.ts";
import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";

/** `--repository` of every command that asks GitHub. */
export const REPOSITORY_OPTION: OptionRow = {
  value: "OWNER/NAME",
  help: "the repository on GitHub; GITHUB_REPOSITORY, which every workflow has, without it",
};

/** The repository that a command is about. @throws CommandRefused without one, or for what cannot be one. */
export function repositoryOf(given: string | undefined): string {
  const repository = given ?? process.env.GITHUB_REPOSITORY ?? "";
  // A name of dots alone would lead elsewhere in the API's path.
  if (/^[\w.-]+\/[\w.-]+$/.test(repository) && !/(^|\/)\.+(\/|$)/.test(repository)) return repository;
  throw new CommandRefused(['--repository must be OWNER/NAME such as "example/xmpro-aws"'], EXIT_CODE.usage);
}
