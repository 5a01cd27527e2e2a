/** The other side does not speak HTTP/1.1, or what it says could be read in two ways. */
export class MalformedResponse extends Error {
  override readonly name = "MalformedResponse";
}
