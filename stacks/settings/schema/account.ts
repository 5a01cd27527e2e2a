import type { Section } from "./setting.ts";

export const account = {
  accountBaseline: {
    type: "string",
    values: ["off", "on"],
    default: "off",
    description:
      '"on" sets up what an AWS account needs once: CloudTrail, GuardDuty, AWS Config, Security Hub with the FSBP and CIS 5.0 standards, Access Analyzer, a password policy, and the account\'s own blocks of public buckets, public snapshots and IMDSv1. "off" leaves all of it to somebody else. Where a detector, a recorder, an analyzer or Security Hub exists already, pulumi up fails: docs/account-baseline.md says how to look and what to do.',
    change:
      "A change to off deletes trail, recorder, detector and analyzer; the password policy and the blocks stay. The records of the trail are locked for logRetentionDays: before, their bucket goes with s3:BypassGovernanceRetention only. With dataProtection durable it is refused.",
  },
  accountBudget: {
    type: "integer",
    description:
      "Cost of the whole account in a month, in USD, 1 to 10000000. AWS mails to alarmEmails when four fifths of it are spent, and when a month will probably cost more. Needs accountBaseline. Not set: no budget.",
  },
} as const satisfies Section;
