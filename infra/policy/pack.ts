import { join } from "node:path";
import { PackFileError } from "./exemptions/pack-file-error.ts";
import { readExemptions } from "./exemptions/read-exemptions.ts";
import { Review } from "./review.ts";
import { rules } from "./rules.ts";

/**
 * What a run of the pack works with, from the files beside it.
 *
 * @throws PackFileError with all problems of all files.
 */
export function openReview(): Review {
  const exemptions = readExemptions(
    join(import.meta.dirname, "exemptions.json"),
    rules.map(({ name }) => name),
  );
  return new Review({ exemptions });
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
