import type { Rule } from "../../rule.ts";
import { instanceVolumesEncrypted } from "./instance-volumes-encrypted.ts";
import { instancesPrivate } from "./instances-private.ts";
import { instancesRequireMetadataTokens } from "./instances-require-metadata-tokens.ts";
import { instancesWithoutKeyPair } from "./instances-without-key-pair.ts";
import { userDataWithoutSecrets } from "./user-data-without-secrets.ts";

export const instancesRules: readonly Rule[] = [
  instancesPrivate,
  instancesRequireMetadataTokens,
  instancesWithoutKeyPair,
  instanceVolumesEncrypted,
  userDataWithoutSecrets,
];
