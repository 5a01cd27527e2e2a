import { expect, it } from "vitest";
import { secretsRotated } from "../../../../../infra/policy/rules/secrets/secrets-rotated.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";

const secret = checkedResource("aws:secretsmanager/secret:Secret", { id: "arn:secret" });
const rotation = (secretId: string) => checkedResource("aws:secretsmanager/secretRotation:SecretRotation", { secretId });

it("secrets-rotated requires a rotation of the same secret", () => {
  expect(findingsOf(secretsRotated, secret, rotation("arn:secret"))).toEqual([]);
  expect(findingsOf(secretsRotated, secret)).toEqual([expect.stringContaining("must have a SecretRotation")]);
  expect(findingsOf(secretsRotated, secret, rotation("arn:other"))).toHaveLength(1);
});
