import { cachesEncrypted } from "../../../../../infra/policy/rules/caches/caches-encrypted.ts";
import { describeArguments, NOT_TRUE, REDIS, values } from "../data/argument-forms.ts";

describeArguments(cachesEncrypted, {
  type: REDIS,
  right: { atRestEncryptionEnabled: true },
  accepted: [{ atRestEncryptionEnabled: "true" }],
  reported: values("atRestEncryptionEnabled", NOT_TRUE),
});
