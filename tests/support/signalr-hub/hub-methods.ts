import type { HubConnection } from "./hub-connection.ts";
import { COMPLETION, type HubMessage, STREAM_ITEM } from "./hub-message.ts";

/** What methods can do. */
export interface MethodContext {
  readonly executed: string[];
  readonly connections: ReadonlyMap<string, HubConnection>;
  broadcast(target: string, ...values: unknown[]): void;
}

type Method = (hub: MethodContext, ...values: never[]) => unknown;

/** Methods with one result. */
const METHODS: Readonly<Record<string, Method>> = {
  Echo: (_hub, value: unknown) => value,
  /** Has an effect that can be counted. */
  Execute: (hub, name: string) => hub.executed.push(name),
  Large: (_hub, length: number) => "é".repeat(length),
  Fail: () => {
    throw new Error("the method failed");
  },
  /** Ends all connections; their clients may come back. */
  DropAll: (hub) => {
    for (const connection of [...hub.connections.values()]) connection.close(true);
  },
  /** Sends a message to each client. */
  Tell: (hub, text: string) => hub.broadcast("told", text),
};

/** Runs a method that a client has invoked, and sends what it gives. */
export function runMethod(hub: MethodContext, connection: HubConnection, message: HubMessage): void {
  const { target = "", arguments: values = [], invocationId = "", streamIds } = message;
  const complete = (outcome: { result?: unknown; error?: string }) => {
    if (message.invocationId !== undefined) connection.send({ type: COMPLETION, invocationId, ...outcome });
  };
  if (target === "Count") {
    for (let item = 0; item < (values[0] as number); item++) connection.send({ type: STREAM_ITEM, invocationId, item });
    complete({});
    return;
  }
  if (target === "Sum") {
    let result = 0;
    const item = (value: unknown) => {
      result += value as number;
    };
    connection.uploads.set(streamIds?.[0] ?? "", { item, end: () => complete({ result }) });
    return;
  }
  // Runs until it is cancelled.
  if (target === "Endless") {
    connection.send({ type: STREAM_ITEM, invocationId, item: "first" });
    return;
  }
  try {
    const result = METHODS[target]?.(hub, ...(values as never[]));
    complete(result === undefined ? {} : { result });
  } catch (error) {
    complete({ error: (error as Error).message });
  }
}
