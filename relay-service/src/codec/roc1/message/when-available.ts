import { StoreFull, StoreUnavailable } from "../../../store/pair-store.ts";
import { Refusal } from "../../codec.ts";

/**
 * Asks the store, and returns a plain value if the store does. If the store is unavailable, throws {@link Refusal} 559 `redis` without
 * MAC, as the store may have carried out the command. If the client's network has used its share of the store, throws 503 `busy`.
 */
export function whenAvailable<T>(ask: () => T | Promise<T>): T | Promise<T> {
  try {
    const answer = ask();
    return answer instanceof Promise ? answer.catch(refuse) : answer;
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  if (error instanceof StoreFull) throw new Refusal(503, "busy");
  throw error instanceof StoreUnavailable ? new Refusal(559, "redis") : error;
}
