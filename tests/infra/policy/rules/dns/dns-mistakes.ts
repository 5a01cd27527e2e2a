import type { Mistake } from "../../mistake.ts";

const RECORD = "aws:route53/record:Record";
const alias = (name: string) => ({ aliases: [{ name, zoneId: "Z35SXDOTRQ7X7K", evaluateTargetHealth: true }] });

export const dnsMistakes: readonly Mistake[] = [
  [
    "records-point-home",
    "a name that points to a load balancer which is gone",
    { of: "Record", name: "relay-a", props: alias("gone-123.us-east-1.elb.amazonaws.com") },
  ],
  [
    "records-point-home",
    "a name that points to an environment's name which anybody may take",
    { of: "Record", name: "sm-a", props: alias("xmpro-prod-sm.us-east-1.elasticbeanstalk.com") },
  ],
  [
    "records-point-home",
    "another name that points to a bucket which anybody may create",
    {
      of: "Zone",
      extra: {
        type: RECORD,
        props: { name: "www.example.com", type: "cname", records: ["www.example.com.s3-website-us-east-1.amazonaws.com"] },
      },
    },
  ],
  [
    "records-no-wildcard",
    "a name for everything",
    { of: "Record", name: "relay-a", props: { name: "*.relay-xmpro.example.com" } },
  ],
  [
    "zones-limit-issuers",
    "a zone in which any authority may issue",
    { of: "Record", name: "dns-ds-xmpro.example.com-caa", gone: true },
  ],
  [
    "zones-limit-issuers",
    "a zone in which a second authority may issue",
    {
      of: "Record",
      name: "dns-ds-xmpro.example.com-caa",
      props: { records: ['0 issue "amazon.com"', '0 issue "letsencrypt.org"'] },
    },
  ],
  [
    "zones-public",
    "a private zone with the name of a certificate",
    { of: "Zone", name: "dns-sm-xmpro.example.com", props: { vpcs: [{ vpcId: "vpc-1" }] } },
  ],
  [
    "certificates-validated-by-dns",
    "a certificate that somebody renews by mail",
    { of: "Certificate", props: { validationMethod: "EMAIL" } },
  ],
  ["certificate-keys-strong", "a certificate with a short key", { of: "Certificate", props: { keyAlgorithm: "RSA_1024" } }],
];
