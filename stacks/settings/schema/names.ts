import type { Section } from "./setting.ts";

export const names = {
  domain: {
    type: "string",
    required: true,
    description:
      "Lower-case parent domain of all host names, at most 47 characters: sm-xmpro.<domain> in prod, sm-nonprod-xmpro.<domain> in nonprod, and so on.",
    change:
      "A change replaces the hosted zones and the certificate. XMPro knows its products by these names and must be set up again. With dataProtection durable it is refused, as the zones are protected.",
  },
  alarmEmails: {
    type: "array",
    required: true,
    description: "E-mail addresses that receive alarms. AWS sends each of them a mail that must be confirmed.",
  },
  alarmWebhooks: {
    type: "string",
    secret: true,
    description:
      "https URLs that receive alarms as SNS messages (JSON), with spaces between them, at most 5. It is a secret, as such URLs often contain a token. The receiver must confirm the subscription, as on-call services for AWS do by themselves. Not set: none.",
    change: "The receivers of changed URLs must confirm again.",
  },
  hostedZoneId: {
    type: "string",
    description:
      "Id of an existing public Route 53 hosted zone in this account. Not set: hosted zones are created, and the DNS administrator needs their name servers.",
    change: "Setting it later deletes the created hosted zones. With dataProtection durable it is refused.",
  },
  dnsZones: {
    type: "string",
    values: ["host", "domain"],
    perStack: true,
    description:
      'Which hosted zones are created. "host": one for each host name; the domain itself stays where it is. "domain": one for the whole domain, in which only Amazon may then issue certificates.',
    change: "A change replaces the hosted zones and their name servers. With dataProtection durable it is refused.",
  },
  certificateArn: {
    type: "string",
    description: "ARN of an existing ACM certificate in this region and account. Not set: a certificate is requested.",
  },
  certificateBody: {
    type: "string",
    hidden: true,
    description:
      "Certificate to import, in PEM form, without its chain. Needs certificatePrivateKey. AWS does not renew an imported certificate: you must.",
  },
  certificateChain: {
    type: "string",
    hidden: true,
    description: "Chain of the imported certificate, in PEM form, without the certificate itself.",
  },
  certificatePrivateKey: {
    type: "string",
    secret: true,
    description: "Private key of the imported certificate, in PEM form, without a password.",
  },
  waitForCertificate: {
    type: "boolean",
    default: true,
    description:
      "Whether `pulumi up` waits until AWS has validated the certificate by DNS, up to 75 minutes. Set it to false as long as the name servers are not delegated.",
    change: "While it is false, the products stay closed. They open when it is true again.",
  },
  dataProtection: {
    type: "string",
    values: ["durable", "removable", "disposable"],
    perStack: true,
    description:
      '"durable" refuses to delete data and keeps copies of it. "removable" allows data to be deleted: the database leaves a final snapshot, and the KMS key stays so that the snapshot can be read. "disposable" leaves nothing behind.',
    change: "To remove a durable stack, set removable, run `pulumi up` without the policy pack, then run `pulumi destroy`.",
  },
  allowedCidrs: {
    type: "array",
    description:
      "IPv4 networks that may reach the products and the relay. At most 50, or 27 with the relay, which needs two rules for each: AWS allows 60 rules in a security group. Not set: the whole internet.",
  },
  bootstrapAllowedCidrs: {
    type: "array",
    description:
      "IPv4 networks, /8 or smaller, that alone may reach Subscription Manager as long as its administrator has the published password. At most 27. Nobody else can sign in to any product meanwhile. In an existing VPC, also list the addresses of your NAT gateways. Not set: allowedCidrs holds for all.",
    change: "Remove it when the password is changed: allowedCidrs then holds for Subscription Manager too.",
  },
  installerHost: {
    type: "string",
    values: ["on", "off"],
    perStack: true,
    description:
      '"on" creates a Windows machine for XMPro\'s installers, which reaches the SQL Server and Redis and is reached through Session Manager only. It costs about 90 USD a month. "off": none.',
    change: "off deletes it with everything on its disk.",
  },
} as const satisfies Section;
