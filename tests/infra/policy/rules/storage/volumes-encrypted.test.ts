import { volumesEncrypted } from "../../../../../infra/policy/rules/storage/volumes-encrypted.ts";
import { describeArguments, NOT_TRUE, values } from "../data/argument-forms.ts";

describeArguments(volumesEncrypted, {
  type: "aws:ebs/volume:Volume",
  right: { encrypted: true },
  accepted: [{ encrypted: "true" }],
  reported: values("encrypted", NOT_TRUE),
});

describeArguments(volumesEncrypted, {
  type: "aws:ebs/encryptionByDefault:EncryptionByDefault",
  right: { enabled: true },
  accepted: [{ enabled: undefined }],
  reported: values("enabled", [false, "false", 0]),
});
