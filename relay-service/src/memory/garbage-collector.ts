import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** V8's collector, to be asked for a collection. */
export interface GarbageCollector {
  /** Frees what died young: a third of a millisecond. */
  collectYoung(): void;
  /** Frees everything that can be freed, and gives its memory back to the system: tens of milliseconds. */
  collectAll(): void;
}

/** V8's own way to ask for a collection, without a global that everybody could call. */
export function createGarbageCollector(): GarbageCollector {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as NodeJS.GCFunction;
  setFlagsFromString("--no-expose-gc");
  return {
    collectYoung: () => void collect({ type: "minor" }),
    collectAll: () => void collect({ type: "major", flavor: "last-resort" }),
  };
}
