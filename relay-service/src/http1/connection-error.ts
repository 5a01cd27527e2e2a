/** Why a request got no answer, or no whole one, in words of our own: they hold nothing of a message and no address. */
export class ConnectionError extends Error {
  override readonly name: string = "ConnectionError";
}
