import { PATHS } from "../src/contract.ts";
import { askClear, described, type RelayAccess } from "./relay-access.ts";
import { Unmet } from "./unmet.ts";

/** What a browser asks before it sends a sealed request of another origin. */
export const PREFLIGHT = {
  method: "OPTIONS",
  headers: { "access-control-request-method": "POST", "access-control-request-headers": "x-mte-relay,x-mte-relay-eh" },
} satisfies RequestInit;

/** A page of the origin that was given may call the relay. */
export async function checkAllowedOrigin(relay: RelayAccess): Promise<string> {
  const answer = await askClear(relay, PATHS.identity, PREFLIGHT);
  if (answer.status === 403 && answer.json?.error === "origin") {
    throw new Unmet(`pages of ${relay.page} are refused: it is not in CORS_ORIGINS`);
  }
  const allowed = answer.headers.get("access-control-allow-origin");
  if (answer.status !== 204 || allowed !== relay.page) throw new Unmet(`the preflight was answered with ${described(answer)}`);
  return `pages of ${relay.page} are allowed, for ${answer.headers.get("access-control-max-age") ?? "0"} s at a time`;
}
