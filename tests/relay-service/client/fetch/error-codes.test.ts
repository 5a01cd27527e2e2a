import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { ErrorCode, RelayError } from "../../../../relay-service/client/errors.ts";
import { errorUnlessRetryable } from "../../../../relay-service/client/fetch/retry.ts";
import { importTagKey } from "../../../../relay-service/client/message/message-keys.ts";
import { openAnswer } from "../../../../relay-service/client/message/open-answer.ts";
import type { Pair } from "../../../../relay-service/client/message/pair.ts";
import type { SealedRequest } from "../../../../relay-service/client/message/seal-request.ts";
import type * as Published from "../../../../relay-service/client/mte-relay-client.d.mts";
import { readCallOptions, readClientOptions } from "../../../../relay-service/client/options.ts";
import type { RefusalCode } from "../../../../relay-service/src/codec/codec.ts";

const SERVICE = join(import.meta.dirname, "../../../../relay-service");
const read = (path: string) => readFileSync(join(SERVICE, path), "utf8");
const DECLARATIONS = read("client/mte-relay-client.d.mts");

function sources(folder: string): string {
  const files = readdirSync(join(SERVICE, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => read(join(folder, file)))
    .join("\n");
}

/** The members of a union of strings, in their order. */
function published(type: string): string[] {
  const [, union = ""] = new RegExp(`export type ${type} =([^;]*);`).exec(DECLARATIONS) ?? [];
  return [...union.matchAll(/\| "([^"]+)"/g)].map(([, code = ""]) => code);
}

const CODES = published("RelayErrorCode");

/** The rows of the page's tables of codes, and the words in bold above each table, which say whether to retry. */
function rows(): { codes: string[]; retry: string }[] {
  const tables = /\n\*\*([^*]+)\*\*[^\n]*:\n\n\| `code` \|.*\n\| --- .*\n((?:\|.*\n)+)/g;
  return [...read("../docs/relay-client.md").matchAll(tables)].flatMap(([, retry = "", table = ""]) =>
    table
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" | "))
      .map((cells) => {
        expect(cells, cells[0]).toHaveLength(2);
        return { codes: [...(cells[0] ?? "").matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code), retry };
      }),
  );
}

/** The codes that the relay sends in `x-mte-relay-err` and that the client passes on. */
function sentByRelay(): string[] {
  const text = ["server", "proxy", "codec"].map((folder) => sources(`src/${folder}`)).join("\n");
  const patterns = [/\bcode: (?:[^",}]* \? )?"([\w-]+)"/g, /Refusal\(\d+, "([\w-]+)"/g, /"x-mte-relay-err": "([\w-]+)"/g];
  const found = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = ""]) => code));
  return [...new Set(found)].filter((code) => /^[a-z]{1,20}$/.test(code));
}

describe("the page's tables of error codes", () => {
  it("list each code of the published type once", () => {
    expect(CODES.length).toBeGreaterThan(30);
    expect(
      rows()
        .flatMap(({ codes }) => codes)
        .sort(),
    ).toEqual([...CODES].sort());
  });

  it("say of each code whether to retry", () => {
    expect([...new Set(rows().map(({ retry }) => retry))]).toEqual(["Do not retry", "Retry", "Look at the `name`"]);
  });

  // The codes with which a request can fail after it was sent, as the client decides.
  it.each(CODES.slice(CODES.indexOf("stale")).concat("network", "clear", "unopened"))(
    "agree with the client on retrying after %s",
    (code) => {
      const failure = { code: code as ErrorCode, status: code === "headers" ? 431 : undefined, authentic: false };
      const sent = { idempotent: false, retryUnsafe: "authenticated", replayable: true, attempt: 1, waitedMs: 0 } as const;
      const row = rows().find(({ codes }) => codes.includes(code));
      const name = errorUnlessRetryable(failure, { ...sent, method: "GET" })?.name;
      expect(row?.retry).toBe(name === "TypeError" ? "Look at the `name`" : "Do not retry");
      expect(errorUnlessRetryable(failure, { ...sent, method: "POST" })?.name).toBe("RelayOutcomeUnknown");
    },
  );
});

describe("the published type of error codes", () => {
  it("has every code that the relay sends", () => {
    expectTypeOf<RefusalCode>().toExtend<Published.RelayErrorCode>();
    const sent = sentByRelay();
    expect(sent).toEqual(expect.arrayContaining(["nopair", "slow", "internal", "request", "upgrade"]));
    expect(sent.filter((code) => !CODES.includes(code))).toEqual([]);
  });

  it("has no code that neither the client nor the relay uses", () => {
    const text = `${sources("client")}\n${sources("src")}`;
    expect(CODES.filter((code) => !text.includes(`"${code}"`))).toEqual([]);
  });

  it("is the client's own type, and allows codes of newer relays", () => {
    expectTypeOf<Published.RelayErrorCode>().toExtend<RelayError["code"]>();
    expectTypeOf<"unpublished">().not.toExtend<RelayError["code"]>();
    expectTypeOf<"unpublished">().toExtend<Published.RelayError["code"]>();
  });
});

describe("an error code in a header that only a newer relay knows", () => {
  async function codeOf(header: string): Promise<string | undefined> {
    const pair = { tagKey: await importTagKey(new Uint8Array(32)) } as Pair;
    const request = { tag: new Uint8Array(16) } as SealedRequest;
    const answer = new Response(null, { status: 503, headers: { "x-mte-relay-err": header } });
    const failure = await openAnswer(pair, request, answer);
    if (!("code" in failure)) throw new Error("the answer was opened");
    return errorUnlessRetryable(failure, {
      method: "POST",
      idempotent: false,
      retryUnsafe: "authenticated",
      replayable: true,
      attempt: 0,
      waitedMs: 0,
    })?.code;
  }

  it.each([
    ["overheated", "overheated"],
    ["abcdefghijklmnopqrst", "abcdefghijklmnopqrst"],
    ["abcdefghijklmnopqrstu", "clear"],
    ["too-hot", "clear"],
    ["Hot", "clear"],
    ["hot1", "clear"],
    ["", "clear"],
  ])("%j is reported as %j", async (header, code) => {
    expect(await codeOf(header)).toBe(code);
  });
});

describe("the published declarations", () => {
  it("document the default of each option that has an effect", () => {
    // What is readonly is no option.
    const members = [...DECLARATIONS.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(\w+)\?:/g)];
    const effective = members.filter(([, comment]) => !comment?.includes("@deprecated"));
    expect(effective.map(([, , name]) => name)).toEqual(
      "retryUnsafe padding urlMode relayUrl relayKeys fetch pairEarly onUploadProgress onDownloadProgress stream retrySafe mte".split(
        " ",
      ),
    );
    expect(effective.filter(([, comment]) => !comment?.includes("@default")).map(([, , name]) => name)).toEqual([]);
  });

  it("document the defaults that the client has", () => {
    const client = readClientOptions({});
    const call = readCallOptions({}, client);
    const defaultOf = (name: string) => new RegExp(`@default (.*)\\n(?: {3}\\*/\\n)? {2}${name}\\?:`).exec(DECLARATIONS)?.[1];
    expect(["retryUnsafe", "padding", "urlMode", "stream"].map(defaultOf)).toEqual(
      [client.retryUnsafe, client.padding, "fixed", call.stream].map((value) => JSON.stringify(value)),
    );
    expect(readClientOptions({ urlMode: "fixed" })).toEqual(client);
  });

  it("have an example for each function and class", () => {
    const documented = [...DECLARATIONS.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export declare (?:function|class) (\w+)/g)];
    expect(documented).toHaveLength(DECLARATIONS.match(/export declare (function|class) /g)?.length ?? 0);
    expect(documented.filter(([, comment]) => !comment?.includes("@example")).map(([, , name]) => name)).toEqual([]);
  });
});
