/** The origins of the servers. */
export interface ServerOrigins {
  readonly relay: string;
  /** The same relay behind an intermediary that sends each POST twice and alters each answer to one. */
  readonly intermediary: string;
}

/** Something that a page does with the client; `run` is inserted into the page as text, so it can use nothing but its argument and the page's globals. */
export interface PageCheck {
  readonly run: (origins: ServerOrigins) => Promise<unknown>;
  readonly gives: unknown;
  /** The result in a browser with a native key exchange, if it differs. */
  readonly givesWithKem?: unknown;
}
