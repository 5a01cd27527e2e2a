import { CouldNotLook } from "../command-line/could-not-look.ts";
import { type Finding, findingsAbout } from "./finding.ts";

/** What is to be looked at, by subject. */
export type Looks = Readonly<Record<string, () => Promise<Finding | readonly Finding[]>>>;

/**
 * Looks at several things of a check at the same time. What cannot be seen of one is "unknown", with what was asked, and hides none of the others.
 *
 * @param signal ends what still runs as "unknown"
 */
export async function lookAtEach(check: string, signal: AbortSignal, looks: Looks): Promise<Finding[]> {
  const found = await Promise.all(
    Object.entries(looks).map(async ([subject, look]) => {
      const { promise: timeOver, reject } = Promise.withResolvers<never>();
      const onAbort = () => reject(new CouldNotLook("There was no answer in time. Run the command again."));
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        return await Promise.race([look(), timeOver]);
      } catch (error) {
        return findingsAbout(check, subject).unknown(reasonOf(error));
      } finally {
        signal.removeEventListener("abort", onAbort);
      }
    }),
  );
  return found.flat();
}

/** A message that is not for a person may quote the value that it dislikes, so it is left out. */
function reasonOf(error: unknown): string {
  if (error instanceof CouldNotLook) return error.message;
  const { name, stack = "" } = error instanceof Error ? error : new Error();
  const frame = /\n\s+at (.*)/.exec(stack)?.[1] ?? "an unknown place";
  return `The check failed in a way that it does not know (${name}, ${frame}). Please report it.`;
}
