import { join } from "node:path";
import { PackFileError } from "./exemptions/pack-file-error.ts";
import { readExemptions } from "./exemptions/read-exemptions.ts";
import { packSettings } from "./pack-settings.ts";
import { Review } from "./review.ts";
import { rules } from "./rules.ts";

/**
 * What a run of the pack works with, from the files beside it.
 *
 * @throws PackFileError with all problems of all files.
 */
export function openReview(): Review {
  const names = rules.map(({ name }) => name);
  const file = process.env.POLICY_EXEMPTIONS || join(import.meta.dirname, "exemptions.json");
  const settings = openedOrProblems(packSettings);
  const exemptions = openedOrProblems(() => readExemptions(file, names));
  const problems = [settings, exemptions].flatMap((one) => ("problems" in one ? one.problems : []));
  if (!("opened" in exemptions) || problems.length > 0) throw new PackFileError(problems);
  return new Review({ exemptions: exemptions.opened });
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
