import { describe, expect, it } from "vitest";
import type { Registered } from "../../preview/engine/engine.ts";
import { protection } from "../../preview/model/protection.ts";
import { registered } from "./registered.ts";

const key = registered("aws:kms/key:Key", "key");
/** Strengths and gaps of the one resource in `all` that is not a key. */
const protectionOf = (...all: readonly Registered[]) => {
  const [{ strengths, gaps } = { strengths: [], gaps: [] }] = protection([key, ...all]).filter(({ what }) => what !== "KMS key");
  return { strengths, gaps };
};
const withKey = (type: string, inputs: Readonly<Record<string, unknown>>) =>
  registered(type, "relay", { inputs: { kmsKeyId: "arn", ...inputs }, propertyDependencies: { kmsKeyId: [key.urn] } });

describe("the protection of the relay's cache", () => {
  const cache = (inputs: Readonly<Record<string, unknown>>) => withKey("aws:elasticache/serverlessCache:ServerlessCache", inputs);

  it("is listed in full", () => {
    expect(protectionOf(cache({ snapshotRetentionLimit: 2 }))).toEqual({
      strengths: ["encrypted with the stack's key", "TLS only", "daily snapshots kept 2 days"],
      gaps: [],
    });
  });

  it("has gaps without snapshots and without a key", () => {
    expect(protectionOf(cache({ kmsKeyId: undefined })).gaps).toEqual([
      "not encrypted with a KMS key of the stack",
      "no snapshots",
    ]);
  });
});

describe("the protection of the relay's secrets", () => {
  const parameter = (inputs: Readonly<Record<string, unknown>>) =>
    registered("aws:ssm/parameter:Parameter", "relay", { inputs, propertyDependencies: { keyId: [key.urn] } });

  it("is the stack's key in Parameter Store", () => {
    expect(protectionOf(parameter({ type: "SecureString", keyId: "arn" }))).toEqual({
      strengths: ["encrypted with the stack's key"],
      gaps: [],
    });
  });

  it("has a gap if the parameter is plain text", () => {
    expect(protectionOf(parameter({ type: "String" }))).toEqual({ strengths: [], gaps: ["readable, not a SecureString"] });
  });
});

describe("the protection of the relay's images", () => {
  const inputs = {
    encryptionConfigurations: [{ encryptionType: "KMS" }],
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
  };

  it.each([
    [{}, []],
    [{ encryptionConfigurations: undefined }, ["not encrypted with a KMS key of the stack"]],
    [{ imageTagMutability: "MUTABLE" }, ["mutable tags"]],
    [{ imageScanningConfiguration: undefined }, ["images not scanned"]],
  ])("is right for a repository with %j", (change, gaps) => {
    const repository = registered("aws:ecr/repository:Repository", "relay", { inputs: { ...inputs, ...change } });
    expect(protectionOf(repository).gaps).toEqual(gaps);
  });
});

describe("the protection of requests to the relay", () => {
  const balancer = registered("aws:lb/loadBalancer:LoadBalancer", "relay", {
    inputs: { accessLogs: { enabled: true }, dropInvalidHeaderFields: true, enableDeletionProtection: true },
  });
  const listener = (inputs: Readonly<Record<string, unknown>>) =>
    registered("aws:lb/listener:Listener", "https", { inputs, propertyDependencies: { loadBalancerArn: [balancer.urn] } });

  it("is listed in full for the TLS listener", () => {
    expect(protectionOf(balancer, listener({ port: 80 }), { ...listener({ sslPolicy: "PQ" }), urn: "second" })).toEqual({
      strengths: ["TLS policy PQ", "requests logged", "invalid headers dropped", "deletion protection"],
      gaps: [],
    });
  });

  it("has gaps while there is no certificate, and for a load balancer without settings", () => {
    expect(protectionOf({ ...balancer, inputs: {} }).gaps).toEqual([
      "no HTTPS until the certificate is issued",
      "requests not logged",
      "invalid headers let through",
      "no deletion protection",
    ]);
  });
});
