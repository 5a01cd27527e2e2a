import type { IncomingMessage, ServerResponse } from "node:http";
import { hasBody } from "../../http/message-body.ts";

interface Waiting {
  readonly since: number;
  readonly refuse: () => void;
}

/**
 * Requests whose body has not begun. Whoever sends heads without bodies holds nothing but the connections: a request counts, and uses up its
 * sequence number, only once its first byte has come.
 */
export class FirstBytes {
  readonly #limitMs: number;
  readonly #now: () => number;
  readonly #waiting = new Set<Waiting>();

  /** `limitMs`: how long a body may take to begin. */
  constructor(limitMs: number, now: () => number) {
    this.#limitMs = limitMs;
    this.#now = now;
  }

  /** Whether nothing of a body has come that will. */
  static areMissing(incoming: IncomingMessage): boolean {
    return incoming.readableLength === 0 && !incoming.complete && hasBody(incoming);
  }

  /** Calls `begun` when the first byte, or the end, has come; `refuse` when that takes too long; neither when the client leaves. */
  wait(incoming: IncomingMessage, outgoing: ServerResponse, begun: () => void, refuse: () => void): void {
    const onReadable = () => {
      end();
      begun();
    };
    const end = () => {
      this.#waiting.delete(waiting);
      incoming.off("readable", onReadable);
      outgoing.off("close", end);
    };
    const waiting: Waiting = {
      since: this.#now(),
      refuse: () => {
        end();
        refuse();
      },
    };
    this.#waiting.add(waiting);
    incoming.on("readable", onReadable);
    outgoing.on("close", end);
  }

  /** Refuses what has waited too long. */
  check(): void {
    const now = this.#now();
    for (const waiting of [...this.#waiting]) {
      if (now - waiting.since < this.#limitMs) return;
      waiting.refuse();
    }
  }
}
