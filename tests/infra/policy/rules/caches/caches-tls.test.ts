import { cachesTls } from "../../../../../infra/policy/rules/caches/caches-tls.ts";
import { describeArguments, NOT_TRUE, REDIS, values } from "../data/argument-forms.ts";

describeArguments(cachesTls, {
  type: REDIS,
  right: { transitEncryptionEnabled: true, transitEncryptionMode: "required" },
  reported: [
    ...values("transitEncryptionEnabled", NOT_TRUE),
    ...values("transitEncryptionMode", ["preferred", undefined, null, "", "Preferred"]),
  ],
});
