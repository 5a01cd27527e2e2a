import { describe, expect, test } from "vitest";
import { ResponseParser } from "../../../relay-service/src/http1/response-parser.ts";
import { fc } from "../../support/fast-check.ts";
import { parsedResponse } from "./parsed-response.ts";
import { cutInto, responseBytes } from "./response-bytes.ts";

const answer = (text: string, options = {}) => parsedResponse([Buffer.from(text, "latin1")], options);

describe("answers of an HTTP/1.1 server", () => {
  test("are parsed as they were meant, however their body is framed", () => {
    fc.assert(
      fc.property(responseBytes, ({ bytes, status, headers, body, untilClose }) => {
        const parsed = answer(bytes, { closes: untilClose });
        expect(parsed).toEqual({ status, headers, body, isPersistent: !untilClose });
      }),
    );
  });

  test("are parsed the same, however they are split", () => {
    fc.assert(
      fc.property(responseBytes, fc.array(fc.integer({ min: 1, max: 60 })), ({ bytes, untilClose }, lengths) => {
        const whole = Buffer.from(bytes, "latin1");
        const pieces = cutInto(whole, lengths);
        expect(parsedResponse(pieces, { closes: untilClose })).toEqual(parsedResponse([whole], { closes: untilClose }));
      }),
    );
  });

  test("are parsed byte by byte", () => {
    const bytes = Buffer.from("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4;a\r\nwell\r\n0\r\nt: r\r\n\r\n");
    expect(parsedResponse(cutInto(bytes, new Array(bytes.length).fill(1)))).toMatchObject({ body: "well", isPersistent: true });
  });

  test("are incomplete before their last byte, even when the server closes there", () => {
    fc.assert(
      fc.property(
        responseBytes.filter(({ untilClose }) => !untilClose),
        fc.nat(),
        ({ bytes }, cut) => {
          const part = bytes.slice(0, cut % bytes.length);
          expect(answer(part)).toBeNull();
          expect(answer(part, { closes: true })).toBeNull();
        },
      ),
    );
  });

  test.each([
    ["to HEAD", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", { isHeadRequest: true }, false],
    ["to HEAD, in chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", { isHeadRequest: true }, false],
    ["204", "HTTP/1.1 204 No Content\r\n\r\n", {}, true],
    ["204 of length 0", "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n", {}, true],
    ["204 that announces one", "HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n", {}, false],
    ["204 that announces chunks", "HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n", {}, false],
    ["304 with the length of what was not sent", "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n", {}, false],
    ["of length 0", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", {}, true],
  ])("have no body: %s; a connection that may carry one is not reused", (_which, text, options, isPersistent) => {
    expect(answer(text, options)).toMatchObject({ body: "", isPersistent });
  });

  test.each([
    ["HTTP/1.1", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", true],
    ["HTTP/1.1 and close", "HTTP/1.1 200 OK\r\nconnection: x, Close\r\ncontent-length: 0\r\n\r\n", false],
    ["close on a line of its own", "HTTP/1.1 200 OK\r\nconnection: close\r\nconnection: x\r\ncontent-length: 0\r\n\r\n", false],
    ["HTTP/1.0", "HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n", false],
    ["HTTP/1.0 and keep-alive", "HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 0\r\n\r\n", true],
    ["more than was requested", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 200 OK\r\n", false],
    ["a byte too many", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab", false],
  ])("tell whether the connection is persistent: %s", (_which, text, isPersistent) => {
    expect(answer(text)).toMatchObject({ isPersistent });
  });

  const head = (lines: string) => `HTTP/1.1 200 OK\r\n${lines}\r\n\r\nok`;
  const chunks = (text: string) => `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${text}`;
  test.each([
    ["another protocol", "HTTP/2 200\r\n\r\n"],
    ["another version", "HTTP/1.2 200 OK\r\ncontent-length: 0\r\n\r\n"],
    ["a blank line before it", "\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"],
    ["a status of two digits", "HTTP/1.1 20 OK\r\ncontent-length: 0\r\n\r\n"],
    ["a status of four digits", "HTTP/1.1 2000\r\ncontent-length: 0\r\n\r\n"],
    ["a status below 100", "HTTP/1.1 099 OK\r\ncontent-length: 0\r\n\r\n"],
    [
      "a change of protocol",
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
    ],
    ["lines that end in LF", "HTTP/1.1 200 OK\ncontent-length: 2\n\nok"],
    ["a line that ends in LF", head("a: b\nc: d\r\ncontent-length: 2")],
    ["a CR inside a line", head("content-length: 2\r\na: b\rc")],
    ["a NUL", head("content-length: 2\r\na: b\0")],
    ["a line that continues another", head("content-length: 2\r\na: b\r\n c: d")],
    ["a header without a name", head("content-length: 2\r\n: b")],
    ["a header without a colon", head("content-length: 2\r\nabc")],
    ["a blank before the colon", head("content-length : 2")],
    ["two lengths", head("content-length: 2\r\nContent-Length: 2")],
    ["an interim answer in HTTP/1.0", "HTTP/1.0 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"],
    ["a tab after its coding", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\t\r\n\r\n2\r\nok\r\n0\r\n\r\n"],
    ["a tab before its length", head("content-length:\t2")],
    ["a list of lengths", head("content-length: 2, 2")],
    ["a signed length", head("content-length: +2")],
    ["a length in base 16", head("content-length: 0x2")],
    ["a length above the largest integer", head("content-length: 9999999999999999")],
    ["no digits", head("content-length:")],
    ["a length and chunks", head("content-length: 2\r\ntransfer-encoding: chunked")],
    ["two codings", head("transfer-encoding: chunked\r\ntransfer-encoding: chunked")],
    ["another coding", head("transfer-encoding: gzip, chunked")],
    ["an invalid coding", head("transfer-encoding: xchunked")],
    ["chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["an invalid chunk size", chunks("z\r\n")],
    ["no size", chunks("\r\nok\r\n0\r\n\r\n")],
    ["a signed size", chunks("-1\r\n")],
    ["a size with the prefix 0x", chunks("0x2\r\nok\r\n0\r\n\r\n")],
    ["a size with an underscore", chunks("0_2\r\nok\r\n0\r\n\r\n")],
    ["a size above the largest integer", chunks(`${"f".repeat(14)}\r\n`)],
    ["a blank before the size", chunks(" 2\r\nok\r\n0\r\n\r\n")],
    ["a size that ends in LF", chunks("2\nok\r\n0\r\n\r\n")],
    ["a control character in an extension", chunks("2;a\x01\r\nok\r\n0\r\n\r\n")],
    ["a chunk longer than its size", chunks("2\r\nokk\r\n0\r\n\r\n")],
    ["a chunk that ends in LF", chunks("2\r\nok\n0\r\n\r\n")],
    ["a trailer that is not a header", chunks("0\r\nabc\r\n\r\n")],
    ["a framing header as a trailer", chunks("0\r\ncontent-length: 2\r\n\r\n")],
    ["a trailer with a CR", chunks("0\r\na: b\rc\r\n\r\n")],
    ["a head of 66 KB", head(`a: ${"b".repeat(66_000)}\r\ncontent-length: 2`)],
    ["endless interim answers", "HTTP/1.1 100 Continue\r\nabc: def\r\n\r\n".repeat(2000)],
    ["trailers of 66 KB", chunks(`0\r\na: ${"b".repeat(66_000)}\r\n\r\n`)],
    ["an extension of 2 KB", chunks(`2;${"a".repeat(2000)}\r\nok\r\n0\r\n\r\n`)],
  ])("are refused with %s", (_which, text) => {
    expect(answer(text)).toBeNull();
    expect(answer(text, { closes: true })).toBeNull();
  });

  test("are refused when a line never ends, before they fill the memory", () => {
    const parser = new ResponseParser({ onHead: () => {}, onData: () => {} });
    parser.begin(false);
    parser.push(Buffer.from("HTTP/1.1 200 OK\r\na: "));
    parser.push(Buffer.alloc(40_000, "a"));
    expect(() => parser.push(Buffer.alloc(40_000, "a"))).toThrow("too long");
  });
});
