/** A message of SignalR's JSON hub protocol (docs/specs/HubProtocol.md of dotnet/aspnetcore), as far as the test hub uses it. */
export interface HubMessage {
  readonly type: number;
  readonly target?: string;
  readonly arguments?: readonly unknown[];
  readonly invocationId?: string;
  readonly streamIds?: readonly string[];
  readonly item?: unknown;
  readonly result?: unknown;
  readonly error?: string;
  readonly allowReconnect?: boolean;
}

export const INVOCATION = 1;
export const STREAM_ITEM = 2;
export const COMPLETION = 3;
export const STREAM_INVOCATION = 4;
export const CANCEL_INVOCATION = 5;
export const PING = 6;
export const CLOSE = 7;

/** Ends each record. */
const SEPARATOR = "\x1e";

export function toRecord(message: object): string {
  return JSON.stringify(message) + SEPARATOR;
}

/** The records of a request's body. */
export function fromRecords(text: string): HubMessage[] {
  if (!text.endsWith(SEPARATOR)) throw new Error("a record has no end");
  return text
    .slice(0, -1)
    .split(SEPARATOR)
    .map((record) => JSON.parse(record) as HubMessage);
}
