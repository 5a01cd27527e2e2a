import type * as Client from "../mte-relay-client.d.mts";
import type * as Published from "../mte-relay-signalr.d.mts";
import { createEventSource } from "./event-source.ts";
import { createHttpClient } from "./http-client.ts";

/** What a member must be, and whether a value is so. */
const MEMBERS: {
  readonly [Name in keyof Published.SignalRHttpClientOptions]-?: readonly [
    expected: string,
    isValid: (value: unknown) => boolean,
  ];
} = {
  mteFetch: ["a function such as createMteRelayClient().mteFetch", isFunction],
  signalR: [
    'the library, as in import * as signalR from "@microsoft/signalr"',
    (value) => ["HttpError", "TimeoutError", "AbortError"].every((name) => isFunction(Object(value)[name])),
  ],
  serverSentEvents: ["true or false", (value) => typeof value === "boolean"],
};

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

/** The published functions, for a default client. */
export function signalRFunctions(
  defaultFetch: typeof Client.mteFetch,
): Pick<typeof Published, "signalROptions" | "signalRHttpClient" | "mteEventSource" | "MteEventSource"> {
  const MteEventSource = createEventSource(defaultFetch);
  return {
    MteEventSource,
    mteEventSource: createEventSource,
    signalRHttpClient(options) {
      const { mteFetch, signalR, serverSentEvents } = checked(options, "mteFetch", "signalR", "serverSentEvents");
      return createHttpClient(mteFetch ?? defaultFetch, signalR, serverSentEvents ?? false);
    },
    signalROptions(options) {
      const { mteFetch, signalR } = checked(options, "mteFetch", "signalR");
      class HubEventSource extends (mteFetch ? createEventSource(mteFetch) : MteEventSource) {
        constructor(url: string | URL, init?: Published.MteEventSourceInit) {
          super(url, init);
          // The library makes a new connection itself, and forgets to close the source of one that never opened.
          this.addEventListener("error", () => this.close());
        }
      }
      return {
        httpClient: createHttpClient(mteFetch ?? defaultFetch, signalR, true),
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

/**
 * The members of `options` that are own properties, if they are known and of their types. Throws a `TypeError` that names all problems.
 * The result has no prototype: any script can write to `Object.prototype`.
 */
function checked<Name extends keyof Published.SignalRHttpClientOptions>(
  options: Published.SignalRHttpClientOptions = {},
  ...names: readonly Name[]
): Pick<Published.SignalRHttpClientOptions, Name> {
  const problems = Object.entries(options).flatMap(([name, value]) => {
    if (!names.includes(name as Name)) return [`"${name}" is not an option; there are ${names.join(", ")}`];
    const [expected, isValid] = MEMBERS[name as Name];
    return value === undefined || isValid(value) ? [] : [`${name} must be ${expected}, got ${value}`];
  });
  if (problems.length > 0) throw new TypeError(problems.join("\n"));
  return Object.assign(Object.create(null), options);
}
