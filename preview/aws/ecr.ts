import type { Registered } from "../engine/engine.ts";
import type { Fact } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const ecr: Service = {
  title: "ECR",
  types: {
    "aws:ecr/repository:Repository": {
      noun: ["image repository", "image repositories"],
      protection: repositoryProtection,
      summary: ({ inputs }) => `${inputs.imageTagMutability === "IMMUTABLE" ? "immutable tags" : "mutable tags"}`,
    },
  },
  lookUps: {
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": (_, { accountId, region }) => ({
      userName: "AWS",
      password: "generated-for-the-registry",
      proxyEndpoint: `https://${accountId}.dkr.ecr.${region}.amazonaws.com`,
    }),
  },
};

function repositoryProtection({ inputs }: Registered): Fact[] {
  const { encryptionConfigurations, imageTagMutability, imageScanningConfiguration } = inputs;
  const [encryption] = (encryptionConfigurations ?? []) as { encryptionType?: string }[];
  return [
    [encryption?.encryptionType === "KMS", "encrypted with a KMS key", "not encrypted with a KMS key of the stack"],
    [imageTagMutability === "IMMUTABLE", "immutable tags", "mutable tags"],
    [
      (imageScanningConfiguration as { scanOnPush?: boolean } | undefined)?.scanOnPush === true,
      "images scanned on push",
      "images not scanned",
    ],
  ];
}
