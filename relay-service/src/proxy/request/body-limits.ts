import type { Shares } from "../../limits/shares.ts";

/** How much of a request's body is taken, and held. */
export interface BodyLimits {
  /** Bytes of plain text that are verified to their end before anything is dispatched. */
  readonly verifyBytes: number;
  /** Bytes of plain text of a whole body; 0 is unlimited. */
  readonly maxBytes: number;
  /** Bytes that all bodies which are being verified may hold together. */
  readonly budget: Shares;
}
