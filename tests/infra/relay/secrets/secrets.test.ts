import { describe, expect, it } from "vitest";
import { ClientIdSecrets } from "../../../../infra/relay/secrets/client-id-secrets.ts";
import { publicKeyOf } from "../../../../infra/relay/secrets/identity.ts";
import { Secrets, type SecretsArgs } from "../../../../infra/relay/secrets/secrets.ts";
import { identityOf } from "../../../../relay-service/src/codec/roc1/pairing/identity.ts";
import { VARIABLES } from "../../../../relay-service/src/contract.ts";
import { deploy, leaks } from "../../../support/program/deploy.ts";

const secrets = (more: Partial<SecretsArgs> = {}) =>
  deploy(() => {
    const { arns, path, versions, identityPublicKey } = new Secrets("relay", {
      accountId: "111122223333",
      region: "eu-west-1",
      prefix: "xmpro-test",
      secretVersion: 1,
      kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
      ...more,
    });
    return { arns, path, versions, identityPublicKey };
  });
const texts = async (secretVersion: number) => {
  const made = await secrets({ secretVersion });
  const value = (name: string): string => made.the("ssm.Parameter", `relay-${name}`).inputs.value.secret;
  return {
    clientIdSecrets: value("client-id-secrets"),
    clientIdSecret: value("client-id-secret"),
    identitySeed: value("identity-seed"),
  };
};

describe("the relay's secrets", () => {
  it("are parameters under the relay's own path, encrypted with the stack's key", async () => {
    const made = await secrets();
    const names = ["client-id-secrets", "client-id-secret", "identity-seed"].map((name) => `/xmpro-test/relay/${name}`);
    const parameters = made.ofType("ssm.Parameter").map(({ inputs }) => inputs);
    expect(parameters.map(({ name }) => name).sort()).toEqual([...names].sort());
    for (const { type, keyId } of parameters)
      expect([type, keyId]).toEqual(["SecureString", "arn:aws:kms:eu-west-1:111122223333:key/1"]);
    expect(Object.values(made.outputs.arns)).toEqual(names.map((name) => `arn:aws:ssm:eu-west-1:111122223333:parameter${name}`));
    expect(made.outputs.path).toBe("/xmpro-test/relay/");
  });

  it("are never shown in plain text", async () => {
    const made = await secrets({ secretVersion: 2 });
    const seed = made.the("random.RandomBytes");
    expect(seed.inputs).toEqual({ length: 32 });
    const hex: string = made.the("ssm.Parameter", "relay-identity-seed").inputs.value.secret;
    expect(leaks(made, "generated-for-")).toEqual([]);
    expect(hex).toMatch(/^[0-9a-f]{64}$/);
    expect(leaks(made, hex)).toEqual([]);
  });

  it("have values that the relay accepts", async () => {
    const { clientIdSecrets, clientIdSecret, identitySeed } = await texts(2);
    expect(VARIABLES.CLIENT_ID_SECRET.read(clientIdSecrets)).toHaveLength(3);
    expect(VARIABLES.CLIENT_ID_SECRET.read(clientIdSecret)).toHaveLength(1);
    expect(VARIABLES.RELAY_IDENTITY_SEED.read(identitySeed)).toHaveLength(32);
  });

  it("have 48 letters and digits each, because a comma separates secrets", async () => {
    for (const { inputs } of (await secrets()).ofType("random.RandomPassword")) {
      expect(inputs).toEqual({ length: 48, special: false });
    }
  });
});

describe("an increased secret version", () => {
  const listOf = async (version: number) => (await texts(version)).clientIdSecrets.split(",");

  it("signs with a secret that the previous version accepts already, so no request is refused while tasks are replaced", async () => {
    for (const version of [1, 2, 3, 9]) {
      const [before, after] = [await listOf(version), await listOf(version + 1)];
      expect(before).toContain(after[0]);
      expect(after).toContain(before[0]);
      expect(after[0]).not.toBe(before[0]);
    }
  });

  it("accepts no leaked secret if it is increased by three", async () => {
    for (const version of [1, 2, 5]) {
      const leaked = await listOf(version);
      expect((await listOf(version + 3)).filter((secret) => leaked.includes(secret))).toEqual([]);
    }
  });

  it("keeps the identity that clients pin", async () => {
    const [one, two] = [await secrets(), await secrets({ secretVersion: 2 })];
    expect(two.outputs.identityPublicKey).toBe(one.outputs.identityPublicKey);
    expect((await texts(2)).identitySeed).toBe((await texts(1)).identitySeed);
  });

  it("creates one secret and deletes none that is in use", async () => {
    const names = async (version: number) =>
      (await deploy(() => new ClientIdSecrets("ids", version))).ofType("random.RandomPassword").map(({ name }) => name);
    expect((await names(1)).sort()).toEqual(["ids-1", "ids-2"]);
    expect((await names(2)).sort()).toEqual(["ids-1", "ids-2", "ids-3"]);
    expect((await names(3)).sort()).toEqual(["ids-2", "ids-3", "ids-4"]);
  });
});

describe("the public key", () => {
  it("belongs to the seed, in the form that the relay publishes and clients pin", async () => {
    const { identitySeed } = await texts(1);
    const { publicKey } = identityOf(Buffer.from(identitySeed, "hex"));
    expect(publicKeyOf(identitySeed)).toBe(publicKey.toString("base64url"));
    expect((await secrets()).outputs.identityPublicKey).toBe(publicKey.toString("base64url"));
  });

  it("is that of RFC 8032's first test vector", () => {
    expect(publicKeyOf("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")).toBe(
      Buffer.from("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "hex").toString("base64url"),
    );
  });
});
