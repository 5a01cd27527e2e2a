/** The globals that the script `mte-relay-client.js` defines. */
import type * as client from "./mte-relay-client.mjs";

declare global {
  const mteFetch: typeof client.mteFetch;
  const mteRelay: typeof client;
}
