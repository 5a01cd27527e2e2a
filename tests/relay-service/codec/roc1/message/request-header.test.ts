import { describe, expect, it } from "vitest";
import { Refusal, type WireRequest } from "../../../../../relay-service/src/codec/codec.ts";
import { parseRequestHeader } from "../../../../../relay-service/src/codec/roc1/message/request-header.ts";
import { fc } from "../../../../support/fast-check.ts";

const ID = "AAECAwQFBgcICQoLDA0ODw";
const fields = ["cid.sig", ID, "1", "2", "1", "0", "0", "roc1", "5", ID, "1200", ID];
const HEAD = Buffer.alloc(80).toString("base64url");
const request = (changes: Partial<WireRequest> = {}): WireRequest => ({
  method: "GET",
  target: "/api/mte-relay",
  relayHeader: fields.join(","),
  sealedHead: HEAD,
  hasBody: false,
  ...changes,
});
const withField = (index: number, value: string) => fields.with(index, value).join(",");
const withBody = (url: string, method = "POST"): Partial<WireRequest> => ({
  method,
  relayHeader: fields.with(3, url).with(5, "1").with(6, "1").join(","),
  hasBody: true,
});

function refused(wire: WireRequest): boolean {
  try {
    parseRequestHeader(wire);
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ status: 569, code: "form", mac: undefined });
    return true;
  }
}

describe("a request's header", () => {
  it("is parsed field by field", () => {
    expect(parseRequestHeader(request(withBody("2")))).toMatchObject({
      signedClientId: "cid.sig",
      pairId: ID,
      urlMode: "2",
      hasBody: true,
      sequence: 5,
      salt: Buffer.from(ID, "base64url"),
      age: 1200,
      tag: Buffer.from(ID, "base64url"),
      bound: `cid.sig,${ID},1,2,1,1,1,roc1,5,${ID},1200`,
    });
  });

  it.each<[string, Partial<WireRequest>]>([
    ["nothing", { relayHeader: "" }],
    ["a vendor's header", { relayHeader: `cid.sig,${ID},1,1,1,1,0` }],
    ["a field too few", { relayHeader: fields.slice(0, -1).join(",") }],
    ["a field too many", { relayHeader: `${fields.join(",")},` }],
    ["a space", { relayHeader: fields.join(", ") }],
    ["an unknown codec", { relayHeader: withField(7, "roc2") }],
    ["an unknown type", { relayHeader: withField(2, "0") }],
    ["a url mode that is not known", { relayHeader: withField(3, "3") }],
    ["a head that is not sealed", { relayHeader: withField(4, "0") }],
    ["an invalid flag", { relayHeader: withField(6, "2") }],
    ["a sequence number above the last", { relayHeader: withField(8, "8192") }],
    ["a sequence number with a leading zero", { relayHeader: withField(8, "05") }],
    ["a sequence number below zero", { relayHeader: withField(8, "-1") }],
    ["an age of 11 digits", { relayHeader: withField(10, "12000000000") }],
    ["an age with a leading zero", { relayHeader: withField(10, "01") }],
    ["an age with a fraction", { relayHeader: withField(10, "1.5") }],
    ["a pair id of 15 bytes", { relayHeader: withField(1, "AAECAwQFBgcICQoLDA0O") }],
    ["a pair id with unused bits set", { relayHeader: withField(1, "AAECAwQFBgcICQoLDA0ODx") }],
    ["a salt with padding", { relayHeader: withField(9, `${ID}==`) }],
    ["a tag that is cut off", { relayHeader: withField(11, ID.slice(0, -1)) }],
    ["a line end after it", { relayHeader: `${fields.join(",")}\n` }],
    ["no sealed head", { sealedHead: "" }],
    ["a sealed head that is a tag alone", { sealedHead: Buffer.alloc(16).toString("base64url") }],
    ["a sealed head in the other alphabet", { sealedHead: `${HEAD.slice(0, -1)}+` }],
    ["a url sealed in the head on another path", { target: "/api/other" }],
    ["a clear url on the path of urls sealed in the head", { relayHeader: withField(3, "0") }],
    ["a sealed url in the path that is not base64url", { relayHeader: withField(3, "1"), target: "/not/base64" }],
    [
      "a sealed url that is a tag alone",
      { relayHeader: withField(3, "1"), target: `/${Buffer.alloc(16).toString("base64url")}` },
    ],
    ["a target without slash", { relayHeader: withField(3, "0"), target: "http://x/" }],
    ["a target beyond ASCII", { relayHeader: withField(3, "0"), target: "/é" }],
    ["an invalid method", { method: "GE T" }],
    ["a body that is not announced", { hasBody: true }],
    ["a body without frames", { ...withBody("2"), relayHeader: withField(5, "1") }],
    ["a body of a GET", withBody("2", "GET")],
    ["a body of a HEAD", withBody("2", "HEAD")],
  ])("is refused with %s", (_, changes) => {
    expect(refused(request(changes))).toBe(true);
  });

  it("is accepted at its limits", () => {
    expect(refused(request({ relayHeader: withField(8, "8191") }))).toBe(false);
    expect(refused(request({ relayHeader: withField(8, "0") }))).toBe(false);
    expect(refused(request({ relayHeader: withField(10, "9999999999") }))).toBe(false);
    expect(refused(request({ relayHeader: withField(3, "0"), target: "/" }))).toBe(false);
    expect(refused(request({ relayHeader: withField(3, "1"), target: `/${HEAD}` }))).toBe(false);
  });

  it("is either refused or parsed exactly as written", () => {
    const piece = fc.oneof(fc.constantFrom(...fields), fc.string(), fc.integer().map(String));
    const relay = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 14 }).map((each) => each.join(",")),
      fc.tuple(fc.nat(11), piece).map(([index, text]) => withField(index, text)),
    );
    const text = fc.oneof(fc.string(), fc.constantFrom(HEAD, "/api/mte-relay", `/${HEAD}`, "GET", "POST"));
    fc.assert(
      fc.property(relay, text, text, text, fc.boolean(), (header, method, target, sealedHead, hasBody) => {
        const wire = { relayHeader: header, method, target, sealedHead, hasBody };
        if (refused(wire)) return;
        const { bound, tag } = parseRequestHeader(wire);
        expect(`${bound},${tag.toString("base64url")}`).toBe(header);
      }),
      { numRuns: 1000 },
    );
  });
});
