/** `mte-relay-worker.js` is a service worker. It is not imported but served, from the page's own origin. */
export {};
