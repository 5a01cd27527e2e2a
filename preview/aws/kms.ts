import { kept } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const kms: Service = {
  title: "KMS",
  types: {
    "aws:kms/alias:Alias": {},
    "aws:kms/key:Key": {
      outputs: (name, _, { accountId, region }) => ({ keyId: name, arn: `arn:aws:kms:${region}:${accountId}:key/${name}` }),
      noun: ["KMS key", "KMS keys"],
      durations: [{ seconds: 20, estimate: true, source: "the provider waits until rotation and policy are seen everywhere" }],
      protection: (resource) => [
        [resource.inputs.enableKeyRotation === true, "changed every year by AWS", "never changed"],
        [true, `${resource.inputs.deletionWindowInDays ?? 30} days to take a deletion back`, ""],
        kept(resource),
      ],
      summary: () => "KMS key",
    },
  },
};
