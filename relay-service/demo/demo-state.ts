import type { Note } from "./api.ts";
import type { RecordedMessage } from "./recorded-message.ts";

/** What the page is told by the demo itself, as no page could know it: how things look behind the box. */
export interface DemoState {
  /** Requests that have reached the API. */
  readonly requests: number;
  readonly notes: readonly Note[];
  /** What the box has written down last. */
  readonly messages: readonly RecordedMessage[];
}
