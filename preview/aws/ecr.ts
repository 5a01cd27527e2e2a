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
    [encryption?.encryptionType === "KMS", "encrypted with a key of ours", "not encrypted with a key of ours"],
    [imageTagMutability === "IMMUTABLE", "no image takes another's tag", "a tag may become another image"],
    [
      (imageScanningConfiguration as { scanOnPush?: boolean } | undefined)?.scanOnPush === true,
      "every image scanned for known holes",
      "images not scanned",
    ],
  ];
}
