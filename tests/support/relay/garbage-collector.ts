import { createGarbageCollector } from "../../../relay-service/src/memory/garbage-collector.ts";

/** One for all tests of a process. */
export const { collectYoung, collectAll } = createGarbageCollector();
