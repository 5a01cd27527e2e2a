/** The connection is destroyed with this error when the client reads its answers too slowly, or not at all. */
export class SlowReader extends Error {
  override readonly name = "SlowReader";
}
