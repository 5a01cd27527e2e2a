import { type Client, createClient } from "./fetch/client.ts";
import type * as Published from "./mte-relay-client.d.mts";
import { readClientOptions, readSealOptions } from "./options.ts";
import type { Runtime } from "./runtime.ts";
import { sealOrigins } from "./seal-origins/seal-origins.ts";

/** The functions that a page uses without making a client of its own. */
export type DefaultClient = Published.MteRelayClient & Pick<typeof Published, "initMteRelayClient" | "createMteRelayClient">;

/** A client whose options can be set later. */
export interface ChangeableClient extends Client {
  readonly initMteRelayClient: typeof Published.initMteRelayClient;
}

/** Nothing happens before the first call. Without `initMteRelayClient` the client has the default options. */
export function createChangeableClient(runtime: Runtime): ChangeableClient {
  let make = () => createClient(readClientOptions({}), runtime);
  let current: Client | undefined;
  function client(): Client {
    current ??= make();
    return current;
  }
  /** Not async: one more promise would delay a rejection that `fetch` gives at once. */
  function withClient<T>(call: (client: Client) => Promise<T>): Promise<T> {
    try {
      return call(client());
    } catch (error) {
      return Promise.reject(error);
    }
  }
  return {
    mteFetch: (...call) => withClient((client) => client.mteFetch(...call)),
    seal: (...call) => withClient((client) => client.seal(...call)),
    pairEarly: (...origin) => withClient((client) => client.pairEarly(...origin)),
    settings: () => client().settings(),
    initMteRelayClient(options = {}) {
      // If the options are invalid, calls must fail, too: without the pins that the page wanted, they would trust any relay.
      make = () => createClient(readClientOptions(options), runtime);
      current = undefined;
      current = make();
      return Promise.resolve();
    },
  };
}

/** All functions of the client. A program that does not use `sealOrigins` can leave it out: see `package-module.ts`. */
export function createDefaultClient(runtime: Runtime): DefaultClient {
  const client = createChangeableClient(runtime);
  const { mteFetch, pairEarly, initMteRelayClient } = client;
  return {
    mteFetch,
    pairEarly,
    initMteRelayClient,
    sealOrigins: sealOriginsWith(client, runtime),
    createMteRelayClient: createMteRelayClientFor(runtime),
  };
}

export function createMteRelayClientFor(runtime: Runtime): typeof Published.createMteRelayClient {
  return (options = {}) => {
    const client = createClient(readClientOptions(options), runtime);
    const { mteFetch, pairEarly } = client;
    return { mteFetch, pairEarly, sealOrigins: sealOriginsWith(client, runtime) };
  };
}

/** `sealOrigins` of a client. Options of its own make a client of its own, with the pins and the other options of this one until they name others. */
export function sealOriginsWith(client: Client, runtime: Runtime): typeof Published.sealOrigins {
  return (origins, given) => {
    const { origins: checked, options } = readSealOptions(origins, given, client.settings());
    const own = given ? createClient({ ...options, pairEarly: false }, runtime) : client;
    const undo = sealOrigins(checked, { seal: own.seal as typeof fetch, isPinned: () => isPinned(own) }, runtime);
    if (options.pairEarly) for (const origin of checked) own.pairEarly(origin);
    return undo;
  };
}

/** A client whose options are invalid fails each call, so it counts as the strictest. */
function isPinned(client: Client): boolean {
  try {
    return client.settings().pins !== undefined;
  } catch {
    return true;
  }
}
