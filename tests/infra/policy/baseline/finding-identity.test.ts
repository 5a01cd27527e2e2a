import { describe, expect, it } from "vitest";
import { findingIdentity } from "../../../../infra/policy/baseline/finding-identity.ts";

describe("the identity of a finding", () => {
  it.each([
    ["the id of a resource", "sg-0123456789abcdef0 must be closed", "sg-0fedcba9876543210 must be closed"],
    ["the end of a generated name", 'bucket must be private, got "logs-1a2b3c4"', 'bucket must be private, got "logs-9f8e7d6"'],
    ["the account", "arn:aws:iam::111122223333:role/a must go", "arn:aws:iam::444455556666:role/a must go"],
    ["a digest", `image ${"ab".repeat(32)} must go`, `image ${"cd".repeat(32)} must go`],
    ["a UUID", "key/11112222-3333-4444-5555-666677778888 must go", "key/aaaabbbb-cccc-dddd-eeee-ffff00001111 must go"],
    ["a point in time", "ended 2026-11-30T10:00:00Z", "ended 2026-12-01T11:11:11.123Z"],
  ])("stays the same with another value of %s", (_, before, after) => {
    expect(findingIdentity(after)).toBe(findingIdentity(before));
  });

  it.each([
    ["a larger range", 'the source must be private, got "10.0.0.0/8"', 'the source must be private, got "0.0.0.0/0"'],
    ["another port", "port 443 must be closed, got open", "port 3389 must be closed, got open"],
    ["fewer days", "must be at least 7, got 3", "must be at least 7, got 0"],
    ["nothing instead of a value", 'must be true, got "maybe"', "must be true, got nothing"],
    ["another argument", "multiAz must be true, got false", "deletionProtection must be true, got false"],
    ["another action", 'Action must be single, got "s3:Get*"', 'Action must be single, got "*"'],
  ])("is another one with %s", (_, before, after) => {
    expect(findingIdentity(after)).not.toBe(findingIdentity(before));
  });

  it("has no value in quotes, so no secret of a program that a rule does not know of", () => {
    const identity = findingIdentity('tags must be short, got ["Sentinel-1\\"quoted\\"", {"key": "Sentinel-2"}]');
    expect(identity).not.toMatch(/Sentinel|quoted/);
    expect(identity).toMatch(/^tags must be short, got \["[0-9a-f]{8}", \{"[0-9a-f]{8}": "[0-9a-f]{8}"\}\]$/);
  });
});
