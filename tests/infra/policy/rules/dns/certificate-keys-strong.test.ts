import { describe, expect, it } from "vitest";
import { certificateKeysStrong } from "../../../../../infra/policy/rules/dns/certificate-keys-strong.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

describe("certificate-keys-strong", () => {
  it.each([
    [{}, 0],
    [{ keyAlgorithm: "RSA_2048" }, 0],
    [{ keyAlgorithm: "RSA-4096" }, 0],
    [{ keyAlgorithm: "EC_prime256v1" }, 0],
    [{ keyAlgorithm: UNKNOWN, options: UNKNOWN }, 0],
    [{ options: { certificateTransparencyLoggingPreference: "ENABLED", export: "DISABLED" } }, 0],
    [{ keyAlgorithm: "RSA_1024" }, 1],
    [{ keyAlgorithm: "RSA" }, 1],
    [{ options: { export: "ENABLED" } }, 1],
    [{ options: { certificateTransparencyLoggingPreference: "disabled" } }, 1],
  ])("checks a certificate with %j", (props, count) => {
    expect(findingsOf(certificateKeysStrong, checkedResource("aws:acm/certificate:Certificate", props))).toHaveLength(count);
  });
});
