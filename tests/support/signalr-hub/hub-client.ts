import * as signalR from "@microsoft/signalr";
import { createMteRelayClient } from "../../../relay-service/client/node-client.ts";
import { signalRFunctions } from "../../../relay-service/client/signalr/signalr-functions.ts";

/** The published functions, over the client from the sources. */
export const { signalROptions, signalRHttpClient } = signalRFunctions(createMteRelayClient().mteFetch);

export type Transport = "LongPolling" | "ServerSentEvents";
export const TRANSPORTS: readonly Transport[] = ["LongPolling", "ServerSentEvents"];

/** The library with its own options beside ours, silent. */
export function connectionTo(
  origin: string,
  transport: Transport | undefined,
  options: signalR.IHttpConnectionOptions = {},
): signalR.HubConnection {
  const { mteFetch } = createMteRelayClient({ relayUrl: origin });
  return new signalR.HubConnectionBuilder()
    .withUrl(`${origin}/hub`, {
      ...signalROptions({ mteFetch, signalR }),
      ...(transport && { transport: signalR.HttpTransportType[transport] }),
      ...options,
    })
    .configureLogging(signalR.LogLevel.None)
    .withAutomaticReconnect([0, 0, 0, 0, 0])
    .build();
}
