/** Where the servers are; origins. */
export interface Places {
  readonly relay: string;
  /** The same relay behind an intermediary that sends each POST twice and alters each answer to one. */
  readonly intermediary: string;
}

/** Something that a page does with the client; `run` is taken as text, so it can use nothing but its argument and the page's globals. */
export interface PageCheck {
  readonly run: (places: Places) => Promise<unknown>;
  readonly gives: unknown;
  /** What a browser gives that has the key exchange itself, where that differs. */
  readonly givesWithKem?: unknown;
}
