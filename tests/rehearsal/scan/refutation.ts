import type { Exported } from "../state.ts";
import type { Finding } from "./findings.ts";

/** True if the state proves that a finding about `owner` is wrong. */
export type Refutation = (finding: Finding, owner: Exported, resources: readonly Exported[]) => boolean;
