import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { ALLOWED_METHODS } from "../http/methods.ts";
import type { ClearError } from "../proxy/response/clear-error.ts";

/** Names and values of a request's header lines; browsers and load balancers send some 30 lines. */
const MAX_RAW_HEADERS = 2 * 200;
/** uri-host and port (RFC 9110, 7.2). Percent escapes would be valid, but servers interpret them differently. */
const HOST = /^(?:[\w.~!$&'()*+,;=-]+|\[([\da-f:.]+)\])(?::(\d{0,5}))?$/i;
const MAX_PORT = 65_535;

/** Why a request is refused, whatever its route; undefined when it is valid. */
export function requestFault(incoming: IncomingMessage): ClearError | undefined {
  const { method, url, headers, rawHeaders, httpVersionMajor, httpVersionMinor } = incoming;
  // Node's parser also accepts the versions HTTP/0.9 and HTTP/2.0.
  if (httpVersionMajor !== 1) return { status: httpVersionMajor === 0 ? 400 : 505, code: "version" };
  if (method === "TRACE" || method === "CONNECT") return { status: 405, code: "method", headers: [["allow", ALLOWED_METHODS]] };
  if (rawHeaders.length > MAX_RAW_HEADERS) return { status: 431, code: "headers" };
  const fault = hostFault(incoming);
  if (fault !== undefined) return fault;
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== "100-continue") return { status: 417, code: "expect" };
  if (url?.startsWith("/") !== true) return { status: 400, code: "target" };
  const coding = headers["transfer-encoding"]?.toLowerCase();
  if (coding !== undefined && (coding !== "chunked" || httpVersionMinor === 0)) return codingFault(coding, httpVersionMinor);
  // Any other upgrade, such as to HTTP/2, may be ignored (RFC 9110, 7.8).
  if (headers.upgrade !== undefined && /websocket/i.test(headers.upgrade)) return { status: 501, code: "upgrade" };
  return undefined;
}

/** A request must have exactly one valid `Host` (RFC 9112, 3.2). It may be empty, and HTTP/1.0 requests need none. */
export function hostFault({ headers: { host }, rawHeaders, httpVersionMinor }: IncomingMessage): ClearError | undefined {
  const isValid = host === undefined ? httpVersionMinor === 0 : host === "" || isHost(host);
  return isValid && !hasTwoHosts(rawHeaders) ? undefined : { status: 400, code: "host" };
}

function isHost(host: string): boolean {
  const [whole, address, port = ""] = HOST.exec(host) ?? [];
  return whole !== undefined && (address === undefined || isIP(address) === 6) && Number(port) <= MAX_PORT;
}

/** The end of a body is unknown when its last coding is not chunked, or in HTTP/1.0 (RFC 9112, 6.1 and 6.3). */
function codingFault(coding: string, httpVersionMinor: number): ClearError {
  const codings = coding.split(",").map((name) => name.trim());
  const isEndKnown = codings.indexOf("chunked") === codings.length - 1 && httpVersionMinor > 0;
  return { status: isEndKnown ? 501 : 400, code: "transfer-encoding" };
}

/** With two `Host` lines, each server on the path may use a different one (RFC 9112, 3.2). Node silently takes the first. */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === 4 && name.toLowerCase() === "host") hosts++;
  }
  return hosts > 1;
}
