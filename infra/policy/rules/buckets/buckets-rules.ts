import type { Rule } from "../../rule.ts";
import { bucketAccessBlocked } from "./bucket-access-blocked.ts";
import { bucketOverTls } from "./bucket-over-tls.ts";
import { bucketOwnAccount } from "./bucket-own-account.ts";
import { bucketWithoutAcls } from "./bucket-without-acls.ts";
import { noAnonymousBucketRead } from "./no-anonymous-bucket-read.ts";
import { noBucketWebsite } from "./no-bucket-website.ts";

export const bucketsRules: readonly Rule[] = [
  bucketAccessBlocked,
  noAnonymousBucketRead,
  bucketOwnAccount,
  bucketOverTls,
  bucketWithoutAcls,
  noBucketWebsite,
];
