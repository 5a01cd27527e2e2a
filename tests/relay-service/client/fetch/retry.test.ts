import { describe, expect, it } from "vitest";
import type { Failure } from "../../../../relay-service/client/errors.ts";
import { RelayError, RelayOutcomeUnknown } from "../../../../relay-service/client/errors.ts";
import { errorUnlessRetryable, type SentRequest } from "../../../../relay-service/client/fetch/retry.ts";
import type { RelayErrorCode } from "../../../../relay-service/client/mte-relay-client.d.mts";

const proved = (code: RelayErrorCode, status = 559): Failure => ({ code, status, authentic: true });
const claimed = (code: RelayErrorCode, status = 559): Failure => ({ code, status, authentic: false });

const GET: SentRequest = {
  method: "GET",
  idempotent: false,
  retryUnsafe: "authenticated",
  replayable: true,
  attempt: 0,
  waitedMs: 20,
};
const POST: SentRequest = { ...GET, method: "POST" };

/** "again", or the kind of error that the caller gets. */
function outcomeOf(failure: Failure, sent: SentRequest): string {
  const error = errorUnlessRetryable(failure, sent);
  if (!error) return "again";
  return error instanceof RelayOutcomeUnknown ? "unknown" : "failed";
}

describe("after a refusal that a MAC proves,", () => {
  it.each(["stale", "open", "nopair"] as const)("every request is sent again, at most twice, for the code %s", (code) => {
    for (const method of ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]) {
      const outcomes = [0, 1, 2].map((attempt) => outcomeOf(proved(code), { ...GET, method, attempt }));
      expect(outcomes).toEqual(["again", "again", "failed"]);
    }
  });

  it("an unsafe request is not sent again when the proof is late or the caller does not want it", () => {
    expect(outcomeOf(proved("nopair"), { ...POST, waitedMs: 59_999 })).toBe("again");
    expect(outcomeOf(proved("nopair"), { ...POST, waitedMs: 60_000 })).toBe("unknown");
    expect(outcomeOf(proved("nopair"), { ...POST, retryUnsafe: "never" })).toBe("unknown");
    expect(outcomeOf(proved("stale"), { ...POST, retryUnsafe: "never", waitedMs: 60_000 })).toBe("again");
    expect(outcomeOf(proved("nopair"), { ...GET, retryUnsafe: "never", waitedMs: 60_000 })).toBe("again");
  });

  it("a stream that cannot be read again fails, and the error says why", () => {
    const error = errorUnlessRetryable(proved("open"), { ...POST, replayable: false });
    expect(error).not.toBeInstanceOf(RelayOutcomeUnknown);
    expect(error?.message).toContain("its body was a stream and cannot be sent again");
  });
});

describe("the reason in an error message", () => {
  const spent: SentRequest = { ...GET, attempt: 2 };

  it.each(["stale", "nopair", "open", "tag", "clientid"] as const)("is the lost pair after %s", (code) => {
    expect(errorUnlessRetryable(claimed(code), spent)?.message).toContain(
      "does not know this pair of keys any more (status 559)",
    );
  });

  it.each(["slow", "internal", "host", "headers", "upgrade"] as const)("does not mention pairs after %s", (code) => {
    expect(errorUnlessRetryable(claimed(code), spent)?.message).toContain("the relay refused it (status 559)");
  });
});

describe("after a failure without proof", () => {
  const events: [string, Failure][] = [
    ["a connection that fails", { ...claimed("network"), status: undefined }],
    ["an answer in the clear", claimed("clear", 502)],
    ["an answer that does not open", claimed("unopened", 200)],
    ["a busy relay", claimed("busy", 503)],
    ["a store that is away", claimed("redis", 559)],
    ["a replay", claimed("replay", 562)],
    ["a forged 560", claimed("nopair", 560)],
    ["a forged 562", claimed("open", 562)],
    ["an unknown client", claimed("clientid", 566)],
    ["a body that did not arrive", claimed("body", 562)],
  ];

  it.each(events)("such as %s, a safe request is sent again once", (_name, failure) => {
    for (const method of ["GET", "HEAD", "OPTIONS"]) {
      expect([0, 1].map((attempt) => outcomeOf(failure, { ...GET, method, attempt }))).toEqual(["again", "failed"]);
    }
  });

  it.each(events)(
    "such as %s, an unsafe request is not sent again, as nobody knows whether it was executed",
    (_name, failure) => {
      for (const method of ["POST", "PUT", "PATCH", "DELETE", "purge"]) {
        expect(outcomeOf(failure, { ...POST, method })).toBe("unknown");
      }
    },
  );

  it.each(events)("such as %s, a GET that takes something away is not sent again either", (_name, failure) => {
    expect(outcomeOf(failure, { ...GET, retrySafe: "authenticated" })).toBe("unknown");
    expect(outcomeOf(proved("nopair"), { ...GET, retrySafe: "authenticated" })).toBe("again");
  });

  it.each(events)("such as %s, a request with an idempotency key is sent again once", (_name, failure) => {
    const outcomes = [0, 1].map((attempt) => outcomeOf(failure, { ...POST, idempotent: true, attempt }));
    expect(outcomes).toEqual(["again", "unknown"]);
  });
});

describe("a refusal that another attempt would get as well", () => {
  it.each([
    ["the page's origin", claimed("origin", 403), "origin"],
    ["a body too large", claimed("clear", 413), "too large"],
    ["headers too large", claimed("clear", 431), "headers are too large"],
    ["a form the relay does not know", claimed("form", 569), "same version"],
  ])("is reported at once: %s", (_name, failure, words) => {
    expect(outcomeOf(failure, GET)).toBe("failed");
    expect(outcomeOf(failure, POST)).toBe("unknown");
    expect(errorUnlessRetryable(failure, GET)?.message).toContain(words);
  });
});

it("an error has a code, a status and a cause, and is a TypeError as with fetch", () => {
  const cause = new Error("reset");
  const error = errorUnlessRetryable({ ...claimed("network"), status: undefined, cause }, POST);
  expect(error).toBeInstanceOf(RelayError);
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ name: "RelayOutcomeUnknown", code: "network", status: undefined, cause });
  expect(errorUnlessRetryable(claimed("busy", 503), POST)).toMatchObject({ code: "busy", status: 503 });
});
