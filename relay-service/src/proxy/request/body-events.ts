import type { BodySource } from "../../http1/body-source.ts";

/**
 * Why a body is refused: a piece is not authentic or the end is missing; it is longer than allowed; or the bodies that are being verified take
 * too much memory together.
 */
export type BodyFlaw = "forged" | "too-large" | "busy";

/** Events of a request's body. Exactly one of `complete`, `stream` and `failed` comes first, and `failed` may follow `stream`. */
export interface BodyEvents {
  /** The body is small, complete and authentic. */
  complete(body: Buffer): void;
  /** The body is longer than what is verified beforehand. It is forwarded piece by piece, and breaks off if a piece is forged. */
  stream(body: BodySource): void;
  failed(flaw: BodyFlaw): void;
  /** Bytes arrived or were forwarded. */
  activity(): void;
  /** An error that only a bug in the relay can cause. */
  internalError(error: unknown): void;
}
