import { describe, expect, it } from "vitest";
import { readTraceContext, traceHeaders } from "../../../relay-service/src/http/trace-context.ts";
import { fc } from "../../support/fast-check.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";
const GOOD = `00-${TRACE}-${PARENT}-01`;

describe("readTraceContext()", () => {
  it("reads trace id, parent id, the sampled flag and the state", () => {
    expect(readTraceContext(GOOD, "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE")).toEqual({
      traceId: TRACE,
      parentId: PARENT,
      isSampled: true,
      state: "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
    });
    expect(readTraceContext(`00-${TRACE}-${PARENT}-00`, undefined)).toMatchObject({ isSampled: false, state: undefined });
    expect(readTraceContext(`00-${TRACE}-${PARENT}-02`, undefined)).toMatchObject({ isSampled: false });
  });

  it.each([
    ["nothing", undefined],
    ["an empty value", ""],
    ["a trace id of zeros", `00-${"0".repeat(32)}-${PARENT}-01`],
    ["a parent id of zeros", `00-${TRACE}-${"0".repeat(16)}-01`],
    ["version ff", `ff-${TRACE}-${PARENT}-01`],
    ["upper case", GOOD.toUpperCase()],
    ["a further field in version 00", `${GOOD}-00`],
    ["a space before it", ` ${GOOD}`],
    ["a short trace id", `00-${TRACE.slice(1)}-${PARENT}-01`],
    ["flags of one digit", GOOD.slice(0, -1)],
    ["two lines", `${GOOD}, ${GOOD}`],
    ["a line end after it", `${GOOD}\n`],
    ["a character after a later version without a hyphen", `01-${TRACE}-${PARENT}-01x`],
  ])("takes %s for no trace context", (_what, value) => {
    expect(readTraceContext(value, "a=1")).toBeUndefined();
  });

  it("reads the known fields of a later version, and passes them on in version 00", () => {
    const context = readTraceContext(`cc-${TRACE}-${PARENT}-0b-what-comes-later`, undefined);
    expect(context && traceHeaders(context)).toEqual(["traceparent", GOOD]);
  });

  it.each([
    ["33 members", Array.from({ length: 33 }, (_, index) => `k${index}=v`).join(",")],
    [
      "513 characters",
      `${Array.from({ length: 3 }, (_, index) => `k${index}=${"v".repeat(160)}`).join(",")},k=${"v".repeat(20)}`,
    ],
    ["a member without a value", "a=1,b"],
    ["an empty value", "a="],
    ["a key in upper case", "Key=1"],
    ["a key twice", "a=1,a=2"],
    ["an equals sign in a value", "a=1=2"],
    ["a control character", "a=1\x01"],
    ["two tenants", "a@b@c=1"],
    ["a key of 257 characters", `${"a".repeat(257)}=1`],
    ["nothing but commas", ",,"],
  ])("leaves out a tracestate with %s, and keeps the trace", (_what, state) => {
    expect(readTraceContext(GOOD, state)).toMatchObject({ traceId: TRACE, state: undefined });
  });

  it("takes 32 members, a tenant's key and spaces around members", () => {
    const members = Array.from({ length: 31 }, (_, index) => `k${index}=v`);
    expect(readTraceContext(GOOD, ["tenant@vendor=1", ...members].join(" ,\t"))?.state).toBe(
      ["tenant@vendor=1", ...members].join(","),
    );
  });

  it("never throws, and what it passes on it would read again as the same", () => {
    const hex = (length: number) =>
      fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
    const parent = fc.oneof(
      fc.string(),
      fc.tuple(hex(2), hex(32), hex(16), hex(2)).map((parts) => parts.join("-")),
    );
    const state = fc.oneof(
      fc.string(),
      fc
        .array(fc.tuple(fc.string({ unit: fc.constantFrom(..."ab1@/*_-A= ,") }), fc.string()))
        .map((pairs) => pairs.map((pair) => pair.join("=")).join(",")),
    );
    fc.assert(
      fc.property(parent, fc.option(state, { nil: undefined }), (traceparent, tracestate) => {
        const context = readTraceContext(traceparent, tracestate);
        if (context === undefined) return;
        const [, again, , stateAgain] = traceHeaders(context);
        expect(again).toHaveLength(55);
        expect((stateAgain ?? "").length).toBeLessThanOrEqual(512);
        expect(readTraceContext(again, stateAgain)).toEqual(context);
      }),
    );
  });
});
