import type { IncomingMessage, ServerResponse } from "node:http";
import { hasBody } from "../../http/message-body.ts";

interface Waiting {
  readonly since: number;
  readonly refuse: () => void;
}

/**
 * Requests whose body has not begun. A request counts as in flight, and uses up its sequence number, only once the first byte of its body has
 * arrived. So a client that sends heads without bodies occupies nothing but its connections.
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

  /** Whether the request has a body of which nothing has arrived. */
  static areMissing(incoming: IncomingMessage): boolean {
    return incoming.readableLength === 0 && !incoming.complete && hasBody(incoming);
  }

  /** Calls `begun` at the first byte or the end of the body, `refuse` after the time limit, and neither when the client disconnects. */
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

  /** Refuses requests whose time limit has passed. */
  check(): void {
    const now = this.#now();
    for (const waiting of [...this.#waiting]) {
      if (now - waiting.since < this.#limitMs) return;
      waiting.refuse();
    }
  }
}
