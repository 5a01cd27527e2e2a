import type { Note } from "./api.ts";
import type { RecordedMessage } from "./recorded-message.ts";

/** What the demo itself reports to the page. A real page could not know it, because it is behind the intermediary. */
export interface DemoState {
  /** Requests that have reached the API. */
  readonly requests: number;
  readonly notes: readonly Note[];
  /** The last messages that the intermediary has recorded. */
  readonly messages: readonly RecordedMessage[];
}
