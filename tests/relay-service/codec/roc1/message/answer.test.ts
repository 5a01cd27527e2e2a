import { describe, expect, it } from "vitest";
import type { OpenedRequest, SealedAnswer } from "../../../../../relay-service/src/codec/codec.ts";
import type { Header } from "../../../../../relay-service/src/http/header.ts";
import { fc } from "../../../../support/fast-check.ts";
import { answerKeys, bodyBytes } from "../../../../support/independent-client/opened-answer.ts";
import { codecFixture, SECRET } from "../codec-fixture.ts";
import { conclude, pairWith, type Sealed, seal } from "../in-process-client.ts";

const { codec } = codecFixture();
const pair = await pairWith(codec);
let sequence = 0;

async function accepted(): Promise<{ sealed: Sealed; opened: OpenedRequest }> {
  const sealed = seal(pair, { sequence: sequence++ });
  return { sealed, opened: await codec.accept(sealed.wire) };
}

/** The fields of an answer's `x-mte-relay`. */
function fieldsOf(answer: SealedAnswer): string[] {
  return answer.headers.find(([name]) => name === "x-mte-relay")?.[1].split(",") ?? [];
}

describe("a sealed answer", () => {
  it.each([
    [200, 200],
    [201, 201],
    [204, 204],
    [205, 200],
    [206, 206],
    [301, 200],
    [304, 200],
    [399, 200],
    [404, 404],
    [500, 500],
    [504, 504],
    [558, 558],
    [559, 200],
    [569, 200],
    [570, 570],
  ])("with status %i is sent with status %i and contains the true one", async (status, outer) => {
    const { sealed, opened } = await accepted();
    const answer = opened.sealAnswer(status, [["x-a", "1"]], false);
    expect(answer.status).toBe(outer);
    expect(conclude(sealed, answer)).toMatchObject({ kind: "answer", status, headers: [["x-a", "1"]] });
    expect(fieldsOf(answer).slice(0, 9)).toEqual([
      pair.signedClientId,
      pair.pairId,
      "1",
      "0",
      "1",
      "0",
      "1",
      "roc1",
      `${sequence - 1}`,
    ]);
    expect(answer.body).toBeNull();
  });

  it("opens to the same headers and the same body, whatever they are", async () => {
    const value = fc.string({
      unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
      maxLength: 300,
    });
    const line = fc.tuple(fc.constantFrom("set-cookie", "x-a", "content-type"), value);
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), fc.uint8Array({ maxLength: 500 }), async (headers, bytes) => {
        const { sealed, opened } = await accepted();
        const answer = opened.sealAnswer(200, headers as unknown as Header[], true);
        const conclusion = conclude(sealed, answer, answer.body?.end(Buffer.from(bytes)));
        expect(conclusion).toMatchObject({ kind: "answer", headers });
        expect(fieldsOf(answer)[5]).toBe("1");
        expect(conclusion.kind === "answer" && (await bodyBytes(conclusion.body))).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 50 },
    );
  });

  it("can have a head larger than any buffer before", async () => {
    const { sealed, opened } = await accepted();
    const large: Header[] = [["x-large", "é".repeat(40_000)]];
    const answer = opened.sealAnswer(200, large, false);
    expect(conclude(sealed, answer)).toMatchObject({ kind: "answer", headers: large });
  });

  it("hides the exact length of its head", async () => {
    const lengths = new Set<number>();
    for (const text of ["", "a", "ab", "abcdefgh"]) {
      const { opened } = await accepted();
      lengths.add(opened.sealAnswer(200, [["x", text]], false).headers[1]?.[1].length ?? 0);
    }
    expect(lengths.size).toBe(1);
  });

  it("with status 204 has no body whatever the upstream sends", async () => {
    const { opened } = await accepted();
    const answer = opened.sealAnswer(204, [], true);
    expect(answer.body).toBeNull();
    expect(fieldsOf(answer)[5]).toBe("0");
  });

  it("opens only for its own request and with its own status", async () => {
    const one = await accepted();
    const two = await accepted();
    const answer = one.opened.sealAnswer(200, [], true);
    expect(conclude(one.sealed, answer).kind).toBe("answer");
    expect(conclude(one.sealed, { ...answer, status: 201 }).kind).toBe("not authentic");
    expect(conclude(two.sealed, answer).kind).toBe("not authentic");
    // Also where the header says that it answers the other request.
    const redirected = answer.headers.map(
      ([name, value]): Header => [name, value.replace(`,roc1,${one.sealed.sequence},`, `,roc1,${two.sealed.sequence},`)],
    );
    expect(conclude(two.sealed, { ...answer, headers: redirected }).kind).toBe("not authentic");
    const noBody = answer.headers.map(([name, value]): Header => [name, value.replace(",1,0,1,1,1,roc1", ",1,0,1,0,1,roc1")]);
    expect(conclude(one.sealed, { ...answer, headers: noBody }).kind).toBe("not authentic");
  });

  it("uses a new key each time that the same request is answered", async () => {
    const { sealed, opened } = await accepted();
    const [one, two] = [opened.sealAnswer(200, [], false), opened.sealAnswer(200, [], false)];
    expect(one.headers).not.toEqual(two.headers);
    const keysOf = (answer: SealedAnswer) => answerKeys(sealed, answer.status, fieldsOf(answer).join(","));
    expect(keysOf(one).head.key).not.toEqual(keysOf(two).head.key);
    expect(keysOf(one).body.key).not.toEqual(keysOf(two).body.key);
  });

  it("signs the client id with the newest secret", async () => {
    const before = codecFixture({ secrets: [SECRET] });
    const old = await pairWith(before.codec);
    const after = codecFixture({ secrets: ["a new secret that is long enough as well", SECRET], store: before.store });
    const sealed = seal(old);
    const answer = (await after.codec.accept(sealed.wire)).sealAnswer(200, [], false);
    expect(conclude(sealed, answer).kind).toBe("answer");
    const [signed] = fieldsOf(answer);
    expect(signed).not.toBe(old.signedClientId);
    expect(after.codec.identify(signed).signed).toBe(signed);
  });
});
