import { keysRotated } from "../../../../../infra/policy/rules/storage/keys-rotated.ts";
import { describeArguments, NOT_TRUE, values } from "../data/argument-forms.ts";

describeArguments(keysRotated, {
  type: "aws:kms/key:Key",
  right: { enableKeyRotation: true },
  accepted: [
    { rotationPeriodInDays: 90 },
    ...["RSA_2048", "ECC_NIST_P256", "HMAC_256"].map((customerMasterKeySpec) => ({
      customerMasterKeySpec,
      enableKeyRotation: false,
    })),
  ],
  reported: [...values("enableKeyRotation", NOT_TRUE), ...values("rotationPeriodInDays", [366, 2560, "2560"])],
});
