import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "./policy-document.ts";

export interface SesSenderArgs {
  region: string;
  /** Domain that SES may send for, lower case. */
  domain: string;
  /** Hosted zone that holds the records of the domain. */
  zoneId: pulumi.Input<string>;
  /** The one address that mail is sent from, in the domain. */
  from: string;
  /**
   * True: nobody else sends mail for this domain, so a DMARC record tells receivers to reject what SES did not sign. False for a domain with mail of
   * other senders, whose DMARC record is not the stack's.
   */
  rejectOthers: boolean;
  /** Increased by 1, it makes a new access key and deletes the previous one. */
  keyVersion: number;
}

/**
 * Regions whose DKIM records point to a domain of their own: "DKIM domains" in the AWS General Reference, and those that opened later, which follow the
 * same rule.
 */
const OWN_DKIM_DOMAIN = [
  ...["af-south-1", "ap-northeast-3", "ap-southeast-3", "eu-south-1", "il-central-1"],
  ...["ap-south-2", "ap-southeast-5", "ca-west-1", "eu-central-2", "me-central-1"],
];
/** Easy DKIM has three keys. */
const DKIM_KEYS = [1, 2, 3];
/** Seconds. */
const TTL = 1800;

/**
 * A domain that Amazon SES sends mail for, with DKIM and SPF in its zone, and an IAM user whose key is the SMTP login. SES has no SMTP without the key
 * of a user. This one may send from one address and do nothing else.
 */
export class SesSender extends pulumi.ComponentResource {
  readonly host: string;
  /** STARTTLS. */
  readonly port = 587;
  readonly username: pulumi.Output<string>;
  readonly password: pulumi.Output<string>;

  constructor(name: string, args: SesSenderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:SesSender", name, {}, opts);
    const identity = new aws.sesv2.EmailIdentity(name, { emailIdentity: args.domain }, { parent: this });
    this.proveDomain(name, args, identity);
    this.useOwnReturnAddress(name, args, identity);
    const key = this.createLogin(name, args, identity);
    this.host = `email-smtp.${args.region}.amazonaws.com`;
    this.username = key.id;
    this.password = pulumi.secret(key.sesSmtpPasswordV4);
    this.registerOutputs({});
  }

  private record(name: string, { zoneId }: SesSenderArgs, type: string, host: pulumi.Input<string>, value: pulumi.Input<string>) {
    new aws.route53.Record(name, { zoneId, name: host, type, ttl: TTL, records: [value] }, { parent: this });
  }

  /** The records prove to SES that the domain is ours, and to receivers that SES sent the mail. */
  private proveDomain(name: string, args: SesSenderArgs, identity: aws.sesv2.EmailIdentity): void {
    const domain = OWN_DKIM_DOMAIN.includes(args.region) ? `dkim.${args.region}.amazonses.com` : "dkim.amazonses.com";
    for (const key of DKIM_KEYS) {
      const token = identity.dkimSigningAttributes.apply((attributes) => attributes?.tokens?.[key - 1] ?? "");
      const host = pulumi.interpolate`${token}._domainkey.${args.domain}`;
      this.record(`${name}-dkim-${key}`, args, "CNAME", host, pulumi.interpolate`${token}.${domain}`);
    }
    if (args.rejectOthers) this.record(`${name}-dmarc`, args, "TXT", `_dmarc.${args.domain}`, "v=DMARC1; p=reject;");
  }

  /** Bounces go to SES by a name of the domain, so that SPF holds for the domain too. While its record is missing, SES uses its own name. */
  private useOwnReturnAddress(name: string, args: SesSenderArgs, identity: aws.sesv2.EmailIdentity): void {
    const mailFromDomain = `bounce.${args.domain}`;
    new aws.sesv2.EmailIdentityMailFromAttributes(
      `${name}-return-address`,
      { emailIdentity: identity.emailIdentity, mailFromDomain, behaviorOnMxFailure: "USE_DEFAULT_VALUE" },
      { parent: this },
    );
    this.record(`${name}-bounces`, args, "MX", mailFromDomain, `10 feedback-smtp.${args.region}.amazonses.com`);
    this.record(`${name}-spf`, args, "TXT", mailFromDomain, "v=spf1 include:amazonses.com -all");
  }

  private createLogin(name: string, args: SesSenderArgs, identity: aws.sesv2.EmailIdentity): aws.iam.AccessKey {
    const user = new aws.iam.User(`${name}-sender`, {}, { parent: this });
    const policy = new aws.iam.UserPolicy(
      `${name}-sender`,
      {
        user: user.name,
        policy: policyDocument([
          {
            Sid: "SendFromOneAddress",
            Effect: "Allow",
            Action: "ses:SendRawEmail",
            Resource: identity.arn,
            Condition: { StringEquals: { "ses:FromAddress": args.from } },
          },
        ]),
      },
      { parent: this },
    );
    return new aws.iam.AccessKey(
      `${name}-sender-${args.keyVersion}`,
      { user: user.name },
      { parent: this, dependsOn: policy, additionalSecretOutputs: ["secret", "sesSmtpPasswordV4"] },
    );
  }
}
