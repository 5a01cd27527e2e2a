import { describe, expect, it } from "vitest";
import type { Registered } from "../../preview/engine/engine.ts";
import { protection } from "../../preview/model/protection.ts";
import { registered } from "./registered.ts";

const key = registered("aws:kms/key:Key", "key");
/** Strengths and gaps of the one resource among `all` that is no key. */
const told = (...all: readonly Registered[]) => {
  const [{ strengths, gaps } = { strengths: [], gaps: [] }] = protection([key, ...all]).filter(({ what }) => what !== "KMS key");
  return { strengths, gaps };
};
const withKey = (type: string, inputs: Readonly<Record<string, unknown>>) =>
  registered(type, "relay", { inputs: { kmsKeyId: "arn", ...inputs }, propertyDependencies: { kmsKeyId: [key.urn] } });

describe("what keeps the relay's cache", () => {
  const cache = (inputs: Readonly<Record<string, unknown>>) => withKey("aws:elasticache/serverlessCache:ServerlessCache", inputs);

  it("is told in full", () => {
    expect(told(cache({ snapshotRetentionLimit: 2 }))).toEqual({
      strengths: ["encrypted with the stack's key", "TLS only", "daily snapshots kept 2 days"],
      gaps: [],
    });
  });

  it("is missed without snapshots and without a key", () => {
    expect(told(cache({ kmsKeyId: undefined })).gaps).toEqual(["not encrypted with a KMS key of the stack", "no snapshots"]);
  });
});

describe("what keeps the relay's secrets", () => {
  const parameter = (inputs: Readonly<Record<string, unknown>>) =>
    registered("aws:ssm/parameter:Parameter", "relay", { inputs, propertyDependencies: { keyId: [key.urn] } });

  it("is the stack's key, in Parameter Store", () => {
    expect(told(parameter({ type: "SecureString", keyId: "arn" }))).toEqual({
      strengths: ["encrypted with the stack's key"],
      gaps: [],
    });
  });

  it("is missed where the parameter is plain text", () => {
    expect(told(parameter({ type: "String" }))).toEqual({ strengths: [], gaps: ["readable, not a SecureString"] });
  });
});

describe("what keeps the relay's images", () => {
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
  ])("with %j", (change, gaps) => {
    const repository = registered("aws:ecr/repository:Repository", "relay", { inputs: { ...inputs, ...change } });
    expect(told(repository).gaps).toEqual(gaps);
  });
});

describe("what keeps what comes to the relay", () => {
  const balancer = registered("aws:lb/loadBalancer:LoadBalancer", "relay", {
    inputs: { accessLogs: { enabled: true }, dropInvalidHeaderFields: true, enableDeletionProtection: true },
  });
  const listener = (inputs: Readonly<Record<string, unknown>>) =>
    registered("aws:lb/listener:Listener", "https", { inputs, propertyDependencies: { loadBalancerArn: [balancer.urn] } });

  it("is told in full, by the listener that speaks TLS", () => {
    expect(told(balancer, listener({ port: 80 }), { ...listener({ sslPolicy: "PQ" }), urn: "second" })).toEqual({
      strengths: ["TLS policy PQ", "requests logged", "invalid headers dropped", "deletion protection"],
      gaps: [],
    });
  });

  it("is missed while there is no certificate, and of a bare one", () => {
    expect(told({ ...balancer, inputs: {} }).gaps).toEqual([
      "no HTTPS until the certificate is issued",
      "requests not logged",
      "invalid headers let through",
      "no deletion protection",
    ]);
  });
});
