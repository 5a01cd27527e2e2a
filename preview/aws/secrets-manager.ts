import type { Registered } from "../engine/engine.ts";
import type { Graph } from "../engine/graph.ts";
import { given } from "./outputs.ts";
import { encrypted, type Fact } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const secretsManager: Service = {
  title: "Secrets Manager",
  types: {
    "aws:secretsmanager/secret:Secret": {
      outputs: (name, inputs, { accountId, region }) => ({
        arn: `arn:aws:secretsmanager:${region}:${accountId}:secret:${given(inputs, "name", name)}-AbCdEf`,
      }),
      protection: secretProtection,
      summary: () => "in Secrets Manager",
    },
    "aws:secretsmanager/secretVersion:SecretVersion": { outputs: (name) => ({ versionId: `${name}-version` }) },
  },
};

function secretProtection(resource: Registered, graph: Graph): Fact[] {
  const days = Number(resource.inputs.recoveryWindowInDays ?? 30);
  return [
    encrypted(resource, "kmsKeyId", graph, resource.inputs.kmsKeyId !== undefined),
    [days > 0, `${days} days to take a deletion back`, "a deletion cannot be taken back"],
  ];
}
