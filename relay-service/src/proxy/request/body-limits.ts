import type { Shares } from "../../limits/shares.ts";

/** Limits of request bodies, in bytes of plain text. */
export interface BodyLimits {
  /** A body of up to this size is verified to its end before anything is dispatched. */
  readonly verifyBytes: number;
  /** 0 means no limit. */
  readonly maxBytes: number;
  /** Limits the memory of all bodies that are being verified. */
  readonly budget: Shares;
}
