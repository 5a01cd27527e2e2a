import { describe, expect, it } from "vitest";
import { readAnswer } from "../../github/api/answer.ts";
import { refusalOf } from "../../github/api/refusal.ts";

function refusal(status: number, headers: Readonly<Record<string, string>> = {}, body: object | string = { message: "Why" }) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return refusalOf({ status, headers: new Map(Object.entries(headers)), body: Buffer.from(text) }, "GET /pulls");
}

describe("a refusal of GitHub", () => {
  it.each([
    [401, {}, "GitHub does not know the token (GET /pulls, 401)."],
    [403, {}, "GitHub does not let this token do that (GET /pulls, 403)."],
    [
      403,
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1796029200" },
      "rate limit is used up (GET /pulls, 403) until 2026-11-30T09:00:00.000Z.",
    ],
    [403, { "retry-after": "60" }, "rate limit is used up (GET /pulls, 403) for 60 seconds."],
    [429, {}, "rate limit is used up (GET /pulls, 429)."],
    [404, {}, "GitHub has no such thing, or this token may not see it (GET /pulls, 404)."],
    [410, {}, "GitHub has no such thing, or this token may not see it (GET /pulls, 410)."],
    [422, {}, "GitHub does not accept what the command sent (GET /pulls, 422)."],
    [500, {}, "GitHub has a problem of its own (GET /pulls, 500)."],
    [503, {}, "GitHub has a problem of its own (GET /pulls, 503)."],
    [302, {}, "GitHub answered GET /pulls with 302."],
  ])("%i %j is told in one line, with GitHub's own reason", (status, headers, sentence) => {
    const said = refusal(status, headers);
    expect(said).toContain(sentence);
    expect(said).toMatch(/ GitHub said: "Why"\.$/);
    expect(said?.split("\n")).toHaveLength(1);
  });

  it("names a secondary rate limit that no header tells", () => {
    expect(refusal(403, {}, { message: "You have exceeded a secondary rate limit" })).toContain("rate limit is used up");
  });

  it("names the first detail of a document that GitHub does not accept", () => {
    const said = refusal(422, {}, { message: "Validation Failed", errors: [{ message: "body is too long" }] });
    expect(said).toContain('"Validation Failed: body is too long"');
  });

  it.each(["<html>502</html>", "", "null", '{"message":{}}'])("has no reason where GitHub's answer has none: %s", (body) => {
    expect(refusal(502, {}, body)).toMatch(/githubstatus\.com\.$/);
  });

  it("is no refusal when the status is a success", () => {
    expect(refusal(204)).toBeUndefined();
  });
});

describe("an answer of gh api --include", () => {
  it("has status, fields and body, whatever bytes the body has", () => {
    const body = Buffer.from([0, 255, 13, 10, 13, 10, 1]);
    const answer = readAnswer(Buffer.concat([Buffer.from("HTTP/2.0 200 OK\nContent-Type: x\r\nX-Y: a: b\r\n\r\n"), body]));
    expect(answer).toEqual({
      status: 200,
      headers: new Map([
        ["content-type", "x"],
        ["x-y", "a: b"],
      ]),
      body,
    });
  });

  it.each(["", "error connecting to api.github.com", "\r\n\r\n", "HTTP/2.0 OK\r\n\r\n"])("is nothing for %j", (output) => {
    expect(readAnswer(Buffer.from(output))).toBeUndefined();
  });
});
