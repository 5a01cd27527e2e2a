import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Dns } from "./dns.ts";

export interface RequestedCertificateArgs {
  /** Host names; the first is the certificate's subject and at most 64 characters. */
  hosts: readonly string[];
  dns: Dns;
  /**
   * False while the DNS administrator has not delegated the zones yet: AWS cannot issue the certificate, so the deployment does
   * not wait for it.
   */
  wait: boolean;
}

/** A public ACM certificate, validated by DNS records. AWS renews it as long as the records exist. */
export class RequestedCertificate extends pulumi.ComponentResource {
  /** ARN of the issued certificate. Undefined without `wait`, as a listener refuses a certificate that is pending. */
  readonly issuedArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: RequestedCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:RequestedCertificate", name, {}, opts);
    const [domainName, ...others] = args.hosts;
    if (domainName === undefined) throw new Error("a certificate needs at least one host name");
    const certificate = new aws.acm.Certificate(
      name,
      { domainName, subjectAlternativeNames: others, validationMethod: "DNS", keyAlgorithm: "RSA_2048" },
      { parent: this },
    );
    // By name, as ACM promises no order: another order must not move the records.
    const validationRecord = (host: string) =>
      certificate.domainValidationOptions.apply((options) => {
        const option = options.find((candidate) => candidate.domainName === host);
        return {
          name: option?.resourceRecordName ?? "",
          type: option?.resourceRecordType ?? "CNAME",
          value: option?.resourceRecordValue ?? "",
        };
      });
    const records = args.hosts.map((host) => {
      const { name: recordName, type, value } = validationRecord(host);
      return new aws.route53.Record(
        `${name}-proof-${host}`,
        { zoneId: args.dns.zoneIdOf(host), name: recordName, type, records: [value], ttl: 60, allowOverwrite: true },
        { parent: this },
      );
    });
    this.issuedArn = args.wait
      ? new aws.acm.CertificateValidation(
          name,
          { certificateArn: certificate.arn, validationRecordFqdns: records.map((record) => record.fqdn) },
          { parent: this },
        ).certificateArn
      : undefined;
    this.registerOutputs(this.issuedArn === undefined ? {} : { issuedArn: this.issuedArn });
  }
}

export interface ImportedCertificateArgs {
  /** PEM of the certificate alone. */
  body: string;
  /** PEM of the intermediates, without the certificate itself. */
  chain?: string;
  /** PEM. */
  privateKey: pulumi.Output<string>;
}

/** A certificate from another authority. ACM does not renew it: import the next one with the same settings. */
export class ImportedCertificate extends pulumi.ComponentResource {
  readonly issuedArn: pulumi.Output<string>;

  constructor(name: string, args: ImportedCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:ImportedCertificate", name, {}, opts);
    this.issuedArn = new aws.acm.Certificate(
      name,
      {
        certificateBody: args.body,
        privateKey: args.privateKey,
        ...(args.chain === undefined ? {} : { certificateChain: args.chain }),
      },
      { parent: this },
    ).arn;
    this.registerOutputs({ issuedArn: this.issuedArn });
  }
}
