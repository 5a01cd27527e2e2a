import type { Service } from "./service.ts";

export const ebs: Service = {
  title: "EBS",
  types: {
    "aws:ebs/encryptionByDefault:EncryptionByDefault": {
      noun: ["default encryption", "default encryptions"],
      protection: (resource) => [
        [
          resource.inputs.enabled !== false,
          "every new volume of the account in this region is encrypted, those of the instances too",
          "new volumes are not encrypted",
        ],
      ],
      line: () => "new volumes of the account, in this region",
    },
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess": {
      noun: ["block of public snapshots", "blocks of public snapshots"],
    },
  },
};
