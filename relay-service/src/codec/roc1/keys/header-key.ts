import { hkdfSync } from "node:crypto";
import { lv, SECRET_BYTES } from "../format.ts";
import type { KeyTree } from "./key-tree.ts";

/**
 * The header key of a pair, 32 bytes: it authenticates each request's head before the store is asked, and the relay's errors.
 * It follows from the relay's secret and the two ids alone, so the relay has it even after the store has lost everything.
 */
export function headerKey(tree: KeyTree, clientId: string, pairId: string): Buffer {
  return Buffer.from(hkdfSync("sha256", tree.header, "", lv("roc1/hk", clientId, pairId), SECRET_BYTES));
}
