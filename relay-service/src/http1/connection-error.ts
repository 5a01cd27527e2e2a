/** Why a request got no complete answer. The message is fixed text, without an address or a part of a message, so it may be logged. */
export class ConnectionError extends Error {
  override readonly name: string = "ConnectionError";
}
