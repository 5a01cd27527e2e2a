import { output } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { readParameters, SecretParameter } from "../../infra/secret-parameter.ts";
import { encryptVolumesByDefault } from "../../infra/volume-encryption.ts";
import { deploy, leaks } from "../support/program/deploy.ts";

const sentinel = "Sentinel7e1f";

describe("a secret parameter", () => {
  const parameter = () =>
    deploy(() => {
      const { parameterName } = new SecretParameter("password", {
        parameterName: "/xmpro/password",
        description: "Password",
        // The caller has not marked it as a secret.
        value: output(sentinel),
        kmsKeyId: "arn:key",
      });
      return { parameterName };
    });

  it("is a SecureString under the stack's key", async () => {
    const made = await parameter();
    expect(made.the("ssm.Parameter").inputs).toEqual({
      name: "/xmpro/password",
      type: "SecureString",
      description: "Password",
      value: { secret: sentinel },
      keyId: "arn:key",
    });
    expect(made.outputs.parameterName).toBe("/xmpro/password");
  });

  it("never shows its value", async () => {
    expect(leaks(await parameter(), sentinel)).toEqual([]);
  });
});

describe("the right to read parameters", () => {
  const [read, decrypt] = readParameters("XMSM", { accountId: "111122223333", region: "eu-west-1", kmsKeyArn: "arn:key" });
  const own = "arn:aws:ssm:eu-west-1:111122223333:parameter/XMSM*";

  it("covers only the product's own prefix", () => {
    expect(read).toEqual({
      Sid: "ReadOwnParameters",
      Effect: "Allow",
      Action: ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
      Resource: own,
    });
  });

  // The ARN of "/a" and of "a" is "parameter/a": AWS doubles no slash.
  it.each(["XMSM_SALT", "/XMSM/xmpro/data/connectionString", "/XMSM/"])("covers both forms of a name: %s", (name) => {
    const arn = `arn:aws:ssm:eu-west-1:111122223333:parameter/${name.replace(/^\//, "")}`;
    const resource = String(read?.Resource);
    expect(resource.endsWith("*") && arn.startsWith(resource.slice(0, -1))).toBe(true);
  });

  it("lets the key open these parameters and nothing else it encrypts", () => {
    expect(decrypt).toEqual({
      Sid: "DecryptOwnParameters",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: "arn:key",
      Condition: {
        StringEquals: { "kms:ViaService": "ssm.eu-west-1.amazonaws.com" },
        StringLike: { "kms:EncryptionContext:PARAMETER_ARN": own },
      },
    });
  });
});

describe("encryption of new volumes", () => {
  it("stays on after destroy, because other stacks may rely on it", async () => {
    const made = await deploy(() => void encryptVolumesByDefault("volumes"));
    expect(made.the("ebs.EncryptionByDefault")).toMatchObject({ retainOnDelete: true, inputs: { enabled: true } });
  });
});
