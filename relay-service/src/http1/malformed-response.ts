import { ConnectionError } from "./connection-error.ts";

/** The other side does not speak HTTP/1.1, or what it says could be read in two ways. */
export class MalformedResponse extends ConnectionError {
  override readonly name = "MalformedResponse";
}
