/**
 * Work of one kind that comes up in one turn of the event loop, done in one go at its end. A processor's caches are small: one step for
 * many requests costs less than all steps for one request and then for the next (a tenth of a sealed GET). With one request at a time
 * nothing waits, as the end of the turn follows at once.
 */
export class TickBatch<Work> {
  #waiting: Work[] = [];
  readonly #run: (work: Work) => void;
  readonly #failed: (work: Work, error: unknown) => void;

  /** What `run` throws is told to `failed`; the work after it is done all the same. */
  constructor(run: (work: Work) => void, failed: (work: Work, error: unknown) => void) {
    this.#run = run;
    this.#failed = failed;
  }

  add(work: Work): void {
    if (this.#waiting.push(work) === 1) setImmediate(() => this.#end());
  }

  #end(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const work of waiting) {
      try {
        this.#run(work);
      } catch (error) {
        this.#failed(work, error);
      }
    }
  }
}
