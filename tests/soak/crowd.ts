import { setTimeout as wait } from "node:timers/promises";
import { ACTIONS } from "./actions.ts";
import type { SoakClient } from "./soak-client.ts";

/** Many clients that act at the same time, until they are paused. */
export interface Crowd {
  /** How often each action was done. */
  readonly done: Readonly<Record<string, number>>;
  /** What went wrong, each kind once, with the number of times. */
  readonly wrong: Readonly<Record<string, number>>;
  start(): void;
  /** Resolves when the last action has ended and no connection is kept. */
  rest(): Promise<void>;
}

const LONGEST_PAUSE_MS = 20;
/** The number of distinct problems that are kept. */
const MOST_KINDS = 20;
const lots = Object.entries(ACTIONS).flatMap(([name, { weight }]) => Array<string>(weight).fill(name));

/** Each client acts several times at once, so that messages of one pair overlap. */
export function crowd(clients: readonly SoakClient[], atOnce: number, port: number): Crowd {
  const done: Record<string, number> = {};
  const wrong: Record<string, number> = {};
  let acting = false;
  let running: Promise<void>[] = [];

  async function act(client: SoakClient): Promise<void> {
    while (acting) {
      const name = lots[Math.floor(Math.random() * lots.length)] as string;
      try {
        await ACTIONS[name]?.act(client, port);
        done[name] = (done[name] ?? 0) + 1;
      } catch (error) {
        const what = `${name}: ${error instanceof Error ? error.message : error}`;
        // Messages contain request ids: a relay that answers everything wrongly must not fill the memory or the screen.
        const kind = what in wrong || Object.keys(wrong).length < MOST_KINDS ? what : "others";
        wrong[kind] = (wrong[kind] ?? 0) + 1;
      }
      await wait(Math.random() * LONGEST_PAUSE_MS);
    }
  }

  return {
    done,
    wrong,
    start() {
      acting = true;
      running = clients.flatMap((client) => Array.from({ length: atOnce }, () => act(client)));
    },
    async rest() {
      acting = false;
      await Promise.all(running);
      for (const client of clients) client.rest();
    },
  };
}
