import { PATHS } from "../../src/contract.ts";
import { CheckFailed } from "../check-failed.ts";
import { askClear, described, type RelayAccess } from "../relay-access.ts";

/** The preflight that a browser sends before a sealed request to another origin. */
export const PREFLIGHT = {
  method: "OPTIONS",
  headers: { "access-control-request-method": "POST", "access-control-request-headers": "x-mte-relay,x-mte-relay-eh" },
} satisfies RequestInit;

/** Checks that a page of the given origin may call the relay. */
export async function checkAllowedOrigin(relay: RelayAccess): Promise<string> {
  const answer = await askClear(relay, PATHS.identity, PREFLIGHT);
  if (answer.status === 403 && answer.json?.error === "origin") {
    throw new CheckFailed(`pages of ${relay.page} are refused: add it to CORS_ORIGINS`);
  }
  const allowed = answer.headers.get("access-control-allow-origin");
  if (answer.status !== 204 || allowed !== relay.page)
    throw new CheckFailed(`the preflight was answered with ${described(answer)}`);
  return `pages of ${relay.page} are allowed; browsers remember this for ${answer.headers.get("access-control-max-age") ?? "0"} s`;
}
