import { CouldNotLook } from "../command-line/could-not-look.ts";
import { asked } from "../deployed-stack/aws-access.ts";
import { inTurns } from "../import-secrets/in-turns.ts";
import type { Check, CheckContext, Sources } from "./check.ts";
import type { Finding } from "./finding.ts";
import { lookAtEach } from "./look-at-each.ts";

/** A check that asks AWS ends after this long. */
const MAX_CHECK_MS = 45_000;
/** A check ends its own looks first, so that what it has seen until then is kept. */
const GRACE_MS = 2_000;
/** AWS lets an account send few requests a second to some services. */
const AT_ONCE = 5;

/** Runs the checks, some at the same time, and gives what they found in the order of the checks. No check's failure hides another check. */
export async function runChecks(
  checks: readonly Check[],
  sources: Sources,
  onDone: (check: Check) => void = () => {},
): Promise<Finding[]> {
  const found = new Map<Check, readonly Finding[]>();
  // The slow ones first: the others run beside them.
  const order = checks.toSorted((a, b) => Number(b.isSlow ?? false) - Number(a.isSlow ?? false));
  await inTurns(order, AT_ONCE, async (check) => {
    found.set(check, await runCheck(check, sources));
    onDone(check);
  });
  return checks.flatMap((check) => found.get(check) ?? []);
}

async function runCheck(check: Check, sources: Sources): Promise<readonly Finding[]> {
  const { id, title, maxMs = MAX_CHECK_MS } = check;
  const signal = AbortSignal.timeout(maxMs);
  const context: CheckContext = {
    ...sources,
    signal,
    ask: async (what, send) => {
      try {
        return await asked(what, () => send({ abortSignal: signal }));
      } catch (error) {
        if (!signal.aborted) throw error;
        throw new CouldNotLook(`AWS did not say ${what} within ${maxMs / 1000} s. Run the command again.`);
      }
    },
  };
  return lookAtEach(id, AbortSignal.timeout(maxMs + GRACE_MS), { [title]: () => check.look(context) });
}
