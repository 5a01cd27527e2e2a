import { createParser } from "eventsource-parser";
import { describe, expect, it } from "vitest";
import { eventStreamReader } from "../../../../relay-service/client/signalr/event-stream.ts";
import { fc } from "../../../support/fast-check.ts";

type Seen = readonly (readonly [what: string, ...values: unknown[]])[];

/** What our reader says, for pieces of any length. */
function read(pieces: readonly Uint8Array[], maxCharacters?: number): Seen {
  const seen: (readonly [string, ...unknown[]])[] = [];
  const handlers = {
    onEvent: (...values: unknown[]) => seen.push(["event", ...values]),
    onId: (id: string) => seen.push(["id", id]),
    onRetry: (ms: number) => seen.push(["retry", ms]),
  };
  const reader = eventStreamReader(handlers, maxCharacters);
  for (const piece of pieces) reader(piece);
  return seen;
}

/** The same by the parser that others use. */
function readByPackage(bytes: Uint8Array): Seen {
  const seen: (readonly [string, ...unknown[]])[] = [];
  const parser = createParser({
    onEvent: ({ event = "message", data }) => seen.push(["event", event, data]),
    onId: (id) => seen.push(["id", id]),
    onRetry: (ms) => seen.push(["retry", ms]),
  });
  parser.feed(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  return seen;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (text: string) => read([bytesOf(text)]);

const WORDS = [
  "data",
  "event",
  "id",
  "retry",
  "dat",
  ":",
  " ",
  "  ",
  "\n",
  "\r",
  "\r\n",
  "\n\n",
  "\0",
  "\uFEFF",
  "42",
  "é€𝄞",
  "x",
];
const LINES = [
  "data: a",
  "data:b",
  "data",
  "data:  c",
  "event: tick",
  "event:",
  "id: 7",
  "id",
  "retry: 10",
  "retry: x",
  ": note",
  "",
];
const part = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.constantFrom(...LINES).map((line) => `${line}\n`),
);
const stream = fc.array(part, { maxLength: 40 }).map((parts) => bytesOf(parts.join("")));

describe("an event stream", () => {
  it("is read as the package eventsource-parser reads it, however it is cut into pieces", () => {
    const cuts = fc.array(fc.nat(60), { maxLength: 12 });
    fc.assert(
      fc.property(stream, cuts, (bytes, lengths) => {
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const length of lengths) {
          pieces.push(bytes.subarray(at, at + length));
          at += length;
        }
        pieces.push(bytes.subarray(at));
        expect(read(pieces)).toEqual(readByPackage(bytes));
      }),
      { numRuns: 3000 },
    );
  });

  it("of any bytes never fails", () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (pieces) => void read(pieces)));
  });

  // HTML, 9.2.6: the examples of the standard.
  it("gives what the standard says of its examples", () => {
    expect(textOf("data: YHOO\ndata: +2\ndata: 10\n\n")).toEqual([["event", "message", "YHOO\n+2\n10"]]);
    expect(textOf(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event")).toEqual([
      ["id", "1"],
      ["event", "message", "first event"],
      ["id", ""],
      ["event", "message", "second event"],
    ]);
    expect(textOf("data\n\ndata\ndata\n\ndata:")).toEqual([
      ["event", "message", ""],
      ["event", "message", "\n"],
    ]);
    expect(textOf("data:test\n\ndata: test\n\n")).toEqual(Array(2).fill(["event", "message", "test"]));
  });

  it("fails when a line, or an event of many lines, never ends, and keeps no more than its limit", () => {
    const line = [bytesOf("data: "), ...Array(11).fill(bytesOf("0123456789"))];
    expect(() => read(line, 100)).toThrow(new RangeError("an event may have 100 characters at most"));
    expect(() => read(Array(60).fill(bytesOf("data:\n")), 50)).toThrow(RangeError);
    expect(() => read(Array(60).fill(bytesOf("data:\n\n")), 50)).not.toThrow();
    expect(() => read(Array(60).fill(bytesOf(": a comment\n")), 50)).not.toThrow();
  });

  it("of one long line in many pieces takes time in proportion to its length", () => {
    // Copying all that came before for each piece would be 320 GB here.
    const piece = bytesOf("x".repeat(64));
    const text = read([bytesOf("data:"), ...Array(100_000).fill(piece), bytesOf("\n\n")])[0]?.[2] as string;
    expect(text.length).toBe(6_400_000);
  });
});
