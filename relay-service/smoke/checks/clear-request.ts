import { randomBytes } from "node:crypto";
import { CheckFailed } from "../check-failed.ts";
import { askClear, described, type RelayAccess, refusalCode } from "../relay-access.ts";

/** Checks that the relay refuses a request in the clear, to a random path that is certainly not in PASS_THROUGH_ROUTES. */
export async function checkClearRequest(relay: RelayAccess): Promise<string> {
  const answer = await askClear(relay, `/smoke-${randomBytes(9).toString("hex")}`);
  if (answer.status === 569 && refusalCode(answer.headers) === "form") return "refused with 569";
  const why = answer.status < 300 ? ": a request in the clear reaches the upstream" : "";
  throw new CheckFailed(`expected a refusal with 569, got ${described(answer)}${why}`);
}
