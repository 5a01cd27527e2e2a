import { fromBase64url, toBase64url } from "../../client/bytes.ts";
import type { Pair } from "../../client/message/pair.ts";
import { CheckFailed } from "../check-failed.ts";
import type { RelayAccess } from "../relay-access.ts";
import { refusedWith } from "./replay.ts";
import { exchangeGet, sealGet } from "./sealed-get.ts";

/** Checks that a message with one changed bit is refused. The original is answered afterwards, so the bit was the reason. */
export async function checkTampering(relay: RelayAccess, pair: Pair, path: string): Promise<string> {
  const sealed = await sealGet(pair, path);
  const { "x-mte-relay": header = "", "x-mte-relay-eh": head = "" } = sealed.headers;
  const tagAt = header.lastIndexOf(",") + 1;
  const changed = {
    "the sealed head": { "x-mte-relay-eh": flipped(head) },
    "the tag": { "x-mte-relay": header.slice(0, tagAt) + flipped(header.slice(tagAt)) },
  };
  for (const [part, headers] of Object.entries(changed)) {
    const problem = await refusedWith(relay, sealed, { status: 562, code: "tag" }, headers);
    if (problem) throw new CheckFailed(`bytes with one bit of ${part} changed ${problem}`);
  }
  const { status } = await exchangeGet(relay, pair, sealed).catch((error: Error) => {
    throw new CheckFailed(`the message with one bit changed was refused, but so was the original: ${error.message}`);
  });
  return `one bit of head or tag changed: refused with 562; the original: answered with ${status}`;
}

/** Flips the lowest bit of the first byte of base64url text. */
function flipped(text: string): string {
  const bytes = fromBase64url(text) ?? new Uint8Array(1);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return toBase64url(bytes);
}
