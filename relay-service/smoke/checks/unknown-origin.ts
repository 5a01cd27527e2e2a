import { randomBytes } from "node:crypto";
import type { Pair } from "../../client/message/pair.ts";
import { PATHS } from "../../src/contract.ts";
import { CheckFailed } from "../check-failed.ts";
import { askClear, type RelayAccess } from "../relay-access.ts";
import { PREFLIGHT } from "./allowed-origin.ts";
import { refusedWith } from "./replay.ts";
import { sealGet } from "./sealed-get.ts";

/** Checks that the relay refuses a page of an unknown origin: its preflight, and its sealed request if it sends one anyway. */
export async function checkUnknownOrigin(relay: RelayAccess, pair: Pair, path: string): Promise<string> {
  const origin = `https://smoke-${randomBytes(9).toString("hex")}.invalid`;
  const preflight = await askClear(relay, PATHS.identity, { ...PREFLIGHT, headers: { ...PREFLIGHT.headers, origin } });
  if (preflight.status !== 403 || preflight.headers.has("access-control-allow-origin")) {
    throw new CheckFailed(
      `the preflight of a page of an unknown origin was answered with status ${preflight.status} instead of 403`,
    );
  }
  const problem = await refusedWith(relay, await sealGet(pair, path), { status: 403, code: "origin" }, { origin });
  if (problem) throw new CheckFailed(`sealed bytes of a page of an unknown origin ${problem}`);
  return "preflight and sealed request of a page of an unknown origin: refused with 403";
}
