import type * as Client from "../mte-relay-client.d.mts";
import type * as Published from "../mte-relay-signalr.d.mts";
import { createEventSource } from "./event-source.ts";
import { createHttpClient } from "./http-client.ts";

const MEMBERS: Readonly<Record<keyof Published.SignalRHttpClientOptions, readonly [type: string, expected: string]>> = {
  mteFetch: ["function", "a function such as createMteRelayClient().mteFetch"],
  signalR: ["object", 'the library, as in import * as signalR from "@microsoft/signalr"'],
  serverSentEvents: ["boolean", "true or false"],
};

/** The published functions, for a default client. */
export function signalRFunctions(
  defaultFetch: typeof Client.mteFetch,
): Pick<typeof Published, "signalROptions" | "signalRHttpClient" | "mteEventSource" | "MteEventSource"> {
  const MteEventSource = createEventSource(defaultFetch);
  return {
    MteEventSource,
    mteEventSource: createEventSource,
    signalRHttpClient(options) {
      const { mteFetch, ...rest } = checked(options, "mteFetch", "signalR", "serverSentEvents");
      return createHttpClient(mteFetch ?? defaultFetch, rest);
    },
    signalROptions(options) {
      const { mteFetch, ...rest } = checked(options, "mteFetch", "signalR");
      class HubEventSource extends (mteFetch ? createEventSource(mteFetch) : MteEventSource) {
        constructor(url: string | URL, init?: Published.MteEventSourceInit) {
          super(url, init);
          // The library makes a new connection itself, and forgets to close the source of one that never opened.
          this.addEventListener("error", () => this.close());
        }
      }
      return {
        httpClient: createHttpClient(mteFetch ?? defaultFetch, { ...rest, serverSentEvents: true }),
        EventSource: HubEventSource,
        WebSocket: RefusedWebSocket as unknown as typeof WebSocket,
      };
    },
  };
}

/** The library would send the access token in its url, in the clear. */
class RefusedWebSocket {
  static readonly OPEN = 1;
  constructor() {
    throw new Error("the relay does not seal WebSockets: leave out skipNegotiation, and use ServerSentEvents or LongPolling");
  }
}

/** The members of `options`, if they are own properties, known and of their types. Throws a `TypeError` that names all problems. */
function checked<Name extends keyof Published.SignalRHttpClientOptions>(
  options: Published.SignalRHttpClientOptions = {},
  ...names: readonly Name[]
): Pick<Published.SignalRHttpClientOptions, Name> {
  const problems = Object.entries(options).flatMap(([name, value]) => {
    if (!names.includes(name as Name)) return [`"${name}" is not an option; there are ${names.join(", ")}`];
    const [type, expected] = MEMBERS[name as Name];
    return value === undefined || (typeof value === type && value !== null) ? [] : [`${name} must be ${expected}, got ${value}`];
  });
  if (problems.length > 0) throw new TypeError(problems.join("\n"));
  return { ...options };
}
