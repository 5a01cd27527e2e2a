import { isAbsolute, join, resolve } from "node:path";
import { Baseline } from "./baseline/baseline.ts";
import { Recorder } from "./baseline/recorder.ts";
import { PackFileError } from "./exemptions/pack-file-error.ts";
import { readExemptions } from "./exemptions/read-exemptions.ts";
import { packSettings } from "./pack-settings.ts";
import { Review } from "./review.ts";
import { rules } from "./rules.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What a run of the pack works with, from the files beside it or those that the environment names.
 *
 * @throws PackFileError with all problems of all files.
 */
export function openReview(environment: Environment = process.env): Review {
  const { POLICY_EXEMPTIONS, POLICY_BASELINE, POLICY_BASELINE_RECORD } = environment;
  const names = rules.map(({ name }) => name);
  const file = (path: string) => fromUser(path, environment);
  const problems: string[] = [];
  const collect = <T>(open: () => T): T | undefined => {
    const result = openedOrProblems(open);
    if ("opened" in result) return result.opened;
    problems.push(...result.problems);
    return undefined;
  };

  collect(packSettings);
  const ownExemptions = join(import.meta.dirname, "exemptions.json");
  const exemptions = collect(() => readExemptions(POLICY_EXEMPTIONS ? file(POLICY_EXEMPTIONS) : ownExemptions, names));
  const baseline = POLICY_BASELINE ? collect(() => Baseline.read(file(POLICY_BASELINE))) : undefined;
  const recorder = POLICY_BASELINE_RECORD ? collect(() => new Recorder(file(POLICY_BASELINE_RECORD))) : undefined;
  if (POLICY_BASELINE && POLICY_BASELINE_RECORD)
    problems.push("Either POLICY_BASELINE or POLICY_BASELINE_RECORD must be set, got both");
  if (exemptions === undefined || problems.length > 0) throw new PackFileError(problems);
  return new Review({ exemptions, baseline, recorder });
}

/** The engine starts the pack in the pack's own folder. A relative path counts from the folder in which somebody typed the command. */
function fromUser(path: string, { PWD }: Environment): string {
  return isAbsolute(path) ? path : resolve(PWD ?? ".", path);
}

/** What `open` returns, or the problems of the files that it read. */
export function openedOrProblems<T>(open: () => T): { readonly opened: T } | { readonly problems: readonly string[] } {
  try {
    return { opened: open() };
  } catch (error) {
    if (!(error instanceof PackFileError)) throw error;
    return { problems: error.problems };
  }
}
