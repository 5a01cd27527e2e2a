/** What page and worker say to each other, so that a page never relies on a worker of another version or with other options. */

/** The page asks by a message with a port for the answer. */
export const GREETING = "mte-relay-worker";
/** The page asks the worker to take over pages that it does not control yet. */
export const CLAIM = "mte-relay-worker/claim";

/** The worker's answer. */
export interface Greeted {
  /** The hash of the worker's program: see `build.ts`. */
  readonly version: string;
  /** The query of the worker's url, which holds its options. */
  readonly query: string;
}

/** The part of a `ServiceWorker` that is used here. */
export interface PostsMessages {
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
}

/** A worker that has nothing to say is another program, or hangs. */
const ANSWER_TIMEOUT_MS = 3000;

/** Asks a worker who it is; undefined when it does not answer. */
export function greet(worker: PostsMessages): Promise<Greeted | undefined> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const end = (greeted: Greeted | undefined) => {
      clearTimeout(timer);
      port1.close();
      resolve(greeted);
    };
    const timer = setTimeout(end, ANSWER_TIMEOUT_MS, undefined);
    port1.onmessage = ({ data }) => end(data as Greeted);
    worker.postMessage(GREETING, [port2]);
  });
}
