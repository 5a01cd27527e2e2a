import { protectedFromDestroy } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const kms: Service = {
  title: "KMS",
  types: {
    "aws:kms/alias:Alias": {},
    "aws:kms/key:Key": {
      outputs: (name, _, { accountId, region }) => ({ keyId: name, arn: `arn:aws:kms:${region}:${accountId}:key/${name}` }),
      noun: ["KMS key", "KMS keys"],
      durations: [{ seconds: 20, estimate: true, source: "the provider waits until rotation and policy have propagated" }],
      protection: (resource) => [
        [resource.inputs.enableKeyRotation === true, "rotated every year", "not rotated"],
        [true, `${resource.inputs.deletionWindowInDays ?? 30} days to cancel a deletion`, ""],
        protectedFromDestroy(resource),
      ],
      summary: () => "KMS key",
    },
  },
};
