import { ConnectionError } from "./connection-error.ts";

/** The answer is not valid HTTP/1.1, or two parsers could read it differently. */
export class MalformedResponse extends ConnectionError {
  override readonly name = "MalformedResponse";
}
