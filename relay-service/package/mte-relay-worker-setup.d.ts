/** `mte-relay-worker-setup.js` is a classic script. It is not imported but served, and defines this global. */
declare global {
  const mteRelayWorker: {
    /** Resolves when the worker seals the page's calls. Rejects when it cannot: the calls fail then, too. */
    readonly ready: Promise<void>;
  };
}

export {};
