import { CouldNotLook } from "../command-line/could-not-look.ts";

/** What was seen: a word for the person who waits, and the result once there is one. */
interface Seen<Result> {
  readonly state: string;
  readonly result?: Result;
}

export interface WaitingOptions {
  readonly say: (line: string) => void;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds, as `Date.now`. */
  readonly now: () => number;
}

const PAUSE_MS = 15_000;
const LIMIT_MINUTES = 180;
/** A line at least this often, so that nobody takes a long wait for a hanging command. */
const LINE_EVERY_MS = 60_000;

/** Waits for AWS, with an end and with a line a minute. */
export class Waiting {
  readonly #options: WaitingOptions;

  constructor(options: WaitingOptions) {
    this.#options = options;
  }

  /**
   * @param what completes "waiting to …"
   * @throws CouldNotLook after three hours
   */
  async until<Result>(what: string, look: () => Promise<Seen<Result>>): Promise<Result> {
    const { say, pause, now } = this.#options;
    const began = now();
    let said = "";
    let saidAt = began;
    for (;;) {
      const { state, result } = await look();
      if (result !== undefined) return result;
      const minutes = Math.floor((now() - began) / 60_000);
      if (minutes >= LIMIT_MINUTES)
        throw new CouldNotLook(
          `After ${LIMIT_MINUTES} minutes of waiting to ${what}, the state is "${state}". AWS may still be at work: the same step goes on from there.`,
        );
      if (state !== said || now() - saidAt >= LINE_EVERY_MS) {
        say(`  waiting to ${what}: ${state}, ${minutes} min`);
        [said, saidAt] = [state, now()];
      }
      await pause(PAUSE_MS);
    }
  }
}
