import type { BodySource } from "../../http1/body-source.ts";

/**
 * Why a body is not taken: a piece is not authentic or the end is missing, it is longer than allowed, or all bodies that are being
 * verified hold too much together.
 */
export type BodyFlaw = "forged" | "too-large" | "busy";

/** What becomes of a request's body. Exactly one of `whole`, `stream`, `failed` is called first, and `failed` may follow `stream`. */
export interface BodyEvents {
  /** The body is small, whole and authentic. */
  whole(body: Buffer): void;
  /** The body is longer than what is verified beforehand: it goes on piece by piece, and breaks off if it turns out to be forged. */
  stream(body: BodySource): void;
  failed(flaw: BodyFlaw): void;
  /** Bytes came in, or were taken. */
  activity(): void;
  /** Something threw that only a fault of ours can throw. */
  fault(error: unknown): void;
}
