import { randomBytes } from "node:crypto";
import type { Pair } from "../client/message/pair.ts";
import { PATHS } from "../src/contract.ts";
import { PREFLIGHT } from "./allowed-origin.ts";
import { askClear, type RelayAccess } from "./relay-access.ts";
import { refusedWith } from "./replay.ts";
import { sealGet } from "./sealed-get.ts";
import { Unmet } from "./unmet.ts";

/** A page that nobody has allowed gets neither the permission to ask nor, when it asks all the same, an answer. */
export async function checkUnknownOrigin(relay: RelayAccess, pair: Pair, path: string): Promise<string> {
  const origin = `https://smoke-${randomBytes(9).toString("hex")}.invalid`;
  const preflight = await askClear(relay, PATHS.identity, { ...PREFLIGHT, headers: { ...PREFLIGHT.headers, origin } });
  if (preflight.status !== 403 || preflight.headers.has("access-control-allow-origin")) {
    throw new Unmet(`the preflight of a page that nobody knows was answered with status ${preflight.status} instead of 403`);
  }
  const problem = await refusedWith(relay, await sealGet(pair, path), { status: 403, code: "origin" }, { origin });
  if (problem) throw new Unmet(`sealed bytes of a page that nobody knows ${problem}`);
  return "preflight and sealed request of a page that nobody knows: refused with 403";
}
