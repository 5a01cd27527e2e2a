import type { GcPacer } from "../memory/gc-pacer.ts";
import type { Outcome } from "../metrics/outcome.ts";
import type { Exchange } from "./exchange.ts";
import type { BodyLimits } from "./request/body-limits.ts";
import type { RequestHeaders } from "./request/request-headers.ts";
import type { Relocation } from "./response/relocation.ts";
import type { Turn } from "./tick-batch.ts";
import type { Upstream } from "./upstream.ts";

/** What all exchanges share. */
export interface ExchangeContext {
  readonly pacer: GcPacer;
  readonly upstream: Upstream;
  readonly limits: BodyLimits;
  /** Milliseconds to the head of the upstream's answer, and that either side may pause in the middle of a message. */
  readonly timeoutMs: number;
  readonly requestHeaders: RequestHeaders;
  readonly relocation: Relocation;
  /** Called once for each exchange. `status` is the true one, 0 where no answer was sent. */
  readonly ended: (exchange: Exchange, outcome: Outcome, status: number) => void;
  /** Called with what only a fault of ours can throw. */
  readonly fault: (error: unknown) => void;
  readonly now: () => number;
  /** Answers that are there as a whole, to be ended together. */
  readonly whole: Turn<Exchange>;
}
