/** What a compared script has on its page. */
export interface XhrPage {
  /** The class that is compared. */
  readonly Xhr: typeof XMLHttpRequest;
  /** Where the class sends: to the relay if it seals, otherwise to the same upstream. */
  readonly origin: string;
  /** Lets an answer of `/held/<name>` end. */
  release(name: string): Promise<unknown>;
  /** An object of the class whose events go into `log`, with its state and what it shows at the time. */
  logged(log: unknown[]): XMLHttpRequest;
  /** The next event of a type. */
  next(target: EventTarget, type: string): Promise<Event>;
  /** What a function throws, otherwise what it returns. */
  outcome(run: () => unknown): unknown;
}

/** A script that is run with the platform's own class and with the one that seals; it is inserted into the page as text. */
export type XhrScript = (page: XhrPage) => Promise<unknown>;

/** Runs in the page, as all below. */
export function xhrPage(Xhr: typeof XMLHttpRequest, origin: string, upstream: string): XhrPage {
  const types = ["readystatechange", "loadstart", "progress", "load", "loadend", "error", "abort", "timeout"];
  return {
    Xhr,
    origin,
    release: (name) => fetch(`${upstream}/release/${name}`),
    next: (target, type) => new Promise((resolve) => target.addEventListener(type, resolve, { once: true })),
    outcome: (run) => {
      try {
        return run();
      } catch (error) {
        return (error as Error).name;
      }
    },
    logged: (log) => {
      const xhr = new Xhr();
      const add = (entry: unknown[]) => {
        const last = log.at(-1) as unknown[] | undefined;
        // How often an answer is reported while it arrives depends on time; its first and last report do not.
        const isAgain =
          String(entry[0]) === "readystatechange" && entry[1] === 3 && log.some((old) => String(old) === String(entry));
        if (isAgain) return;
        if (String(entry[0]).endsWith("progress") && last?.[0] === entry[0]) log.pop();
        log.push(entry);
      };
      for (const type of types) {
        xhr.addEventListener(type, (event) => {
          if (type === "readystatechange") {
            const { readyState, status, responseURL } = xhr;
            add([type, readyState, status, responseURL, xhr.getResponseHeader("content-type")]);
          } else {
            const { loaded, total, lengthComputable } = event as ProgressEvent;
            add([type, type === "progress" || xhr.readyState, loaded, total, lengthComputable]);
          }
        });
      }
      return xhr;
    },
  };
}
