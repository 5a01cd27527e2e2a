import type { Rule } from "../../rule.ts";
import { configRecordsEverything } from "./config-records-everything.ts";
import { guarddutyOn } from "./guardduty-on.ts";
import { outsideAccessAnalyzed } from "./outside-access-analyzed.ts";
import { passwordPolicyStrong } from "./password-policy-strong.ts";
import { snapshotsNotPublic } from "./snapshots-not-public.ts";
import { trailBucketLogged } from "./trail-bucket-logged.ts";
import { trailEncrypted } from "./trail-encrypted.ts";
import { trailInCloudwatch } from "./trail-in-cloudwatch.ts";
import { trailRecordsEverything } from "./trail-records-everything.ts";
import { trailValidated } from "./trail-validated.ts";

/** What an account has once. None of it has to be in a stack; where it is, it has to do its work. */
export const accountRules: readonly Rule[] = [
  trailRecordsEverything,
  trailEncrypted,
  trailValidated,
  trailInCloudwatch,
  trailBucketLogged,
  configRecordsEverything,
  guarddutyOn,
  outsideAccessAnalyzed,
  passwordPolicyStrong,
  snapshotsNotPublic,
];
