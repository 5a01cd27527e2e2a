import type { Section } from "./setting.ts";

const LATER = "The products read it after npm run import-secrets with --from-stack.";

export const mail = {
  mail: {
    type: "string",
    values: ["none", "smtp", "ses"],
    default: "none",
    description:
      'How the products send mail. "none": the stack does not know; the installers ask. "smtp": by your mail server, see smtpHost. "ses": by Amazon SES, for which the stack creates identity, DNS records and login.',
    change: `${LATER} To leave "ses" deletes the identity and its login: no mail is sent until then.`,
  },
  smtpHost: {
    type: "string",
    description: 'Host name of your mail server, which must offer STARTTLS. Needed with mail "smtp".',
    change: LATER,
  },
  smtpPort: {
    type: "integer",
    description:
      "Port of your mail server, from 1 to 65535. Not 25, which EC2 blocks, and not 80 or 443. Not set: 587. The instances may connect to this port anywhere, in place of 587.",
    change: LATER,
  },
  smtpUsername: {
    type: "string",
    description: 'Login at your mail server. Needed with mail "smtp".',
    change: LATER,
  },
  smtpPassword: {
    type: "string",
    secret: true,
    description: 'Password of the login. Needed with mail "smtp".',
    change: LATER,
  },
  smtpFrom: {
    type: "string",
    description:
      'Lower-case address that mail comes from. Needed with mail "smtp". With "ses" its domain must be the host name of Subscription Manager or a name below it, or, where hostedZoneId is set or dnsZones is "domain", the domain or a name below it. Not set with "ses": xmpro@ and the host name of Subscription Manager.',
    change: `${LATER} With "ses" a change of its domain replaces the identity.`,
  },
  sesKeyVersion: {
    type: "integer",
    description: "Version of the login at Amazon SES, 1 to 999. Increase it by 1 for a new password. Not set: 1.",
    change: `${LATER} A change makes a new login and deletes the previous one: no mail is sent until then.`,
  },
} as const satisfies Section;
