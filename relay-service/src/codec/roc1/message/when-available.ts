import { StoreFull, StoreUnavailable } from "../../../store/pair-store.ts";
import { Refusal } from "../../codec.ts";

/**
 * Asks the store, and gives a plain value where the store does. That it cannot answer becomes {@link Refusal} 559 `redis` without
 * MAC: it may have done what it was asked. That it holds enough of this client's network becomes 503 `busy`.
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
