import { randomBytes } from "node:crypto";
import { askClear, described, type RelayAccess, refusalCode } from "./relay-access.ts";
import { Unmet } from "./unmet.ts";

/** A request in the clear to a path that nobody can have listed for it is refused: nothing passes by the codec. */
export async function checkClearRequest(relay: RelayAccess): Promise<string> {
  const answer = await askClear(relay, `/smoke-${randomBytes(9).toString("hex")}`);
  if (answer.status === 569 && refusalCode(answer.headers) === "form") return "refused with 569";
  const why = answer.status < 300 ? ": a request in the clear reaches the upstream" : "";
  throw new Unmet(`not refused with 569, but ${described(answer)}${why}`);
}
