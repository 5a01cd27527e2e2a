import { RelayError } from "./relay-error.ts";

/**
 * The request was sent, and nothing authentic tells whether it was executed. It was not sent again, as executing it twice may do
 * harm: look at the server's state before you repeat it, or give such requests an `Idempotency-Key` header.
 */
export class RelayOutcomeUnknown extends RelayError {
  constructor(message: string, code: string, options: { status?: number | undefined; cause?: unknown } = {}) {
    super(message, code, options);
    this.name = "RelayOutcomeUnknown";
  }
}
