import type { Output } from "@pulumi/pulumi";
import { secret } from "@pulumi/pulumi";

import type { Account } from "./account.ts";
import type { Form, Reader } from "./reader/reader.ts";

export type DnsSettings =
  | {
      readonly kind: "new" /** One zone for the domain, or one a host name (needs no delegation of the whole domain). */;
      readonly zones: "domain" | "host";
    }
  | { readonly kind: "existing"; readonly zoneId: string };

export type CertificateSettings =
  /** `wait: false`: nothing waits for the validation, and the products stay closed until it is true again. */
  | { readonly kind: "requested"; readonly wait: boolean }
  | { readonly kind: "existing"; readonly arn: string }
  | { readonly kind: "imported"; readonly body: string; readonly chain?: string; readonly privateKey: Output<string> };

const CERTIFICATE = "-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----\\s*";
const zoneForm: Form = {
  expected: "the id of a hosted zone",
  example: "Z0123456789ABCDEFGHIJ",
  fits: (value) => /^[A-Z0-9]{1,32}$/.test(value),
};

/** The hosted zones of the host names and of the certificate's validation records. */
export function readDns(reader: Reader): DnsSettings {
  const zoneId = reader.optional("hostedZoneId", zoneForm);
  const zones = reader.choice("dnsZones");
  if (reader.isSet("hostedZoneId"))
    reader.reportIfSet(["dnsZones"], "with xmpro:hostedZoneId, because no hosted zone is created then");
  return zoneId === undefined ? { kind: "new", zones } : { kind: "existing", zoneId };
}

/** Requested from ACM, unless an existing one is named or given as text. */
export function readCertificate(reader: Reader, account: Account): CertificateSettings {
  const arn = reader.optional("certificateArn", arnForm(reader, account));
  const body = reader.optional("certificateBody", {
    expected: "one certificate in PEM form, without its chain,",
    example: "-----BEGIN CERTIFICATE-----...",
    fits: (value) => new RegExp(`^\\s*${CERTIFICATE}$`).test(value),
  });
  const chain = reader.optional("certificateChain", {
    expected: "certificates in PEM form",
    example: "-----BEGIN CERTIFICATE-----...",
    fits: (value) => new RegExp(`^\\s*(${CERTIFICATE})+$`).test(value),
  });
  const privateKey = reader.secret("certificatePrivateKey", {
    expected: "a private key in PEM form without a password",
    fits: (value) => /^\s*-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----[A-Za-z0-9+/=\s]+-----END \1-----\s*$/.test(value),
  });
  const wait = reader.boolean("waitForCertificate");

  const imported = ["certificateBody", "certificateChain", "certificatePrivateKey"] as const;
  if (reader.isSet("certificateArn")) {
    reader.reportIfSet(imported, "with xmpro:certificateArn, because only one certificate is used");
  } else if (imported.some((key) => reader.isSet(key))) {
    for (const key of ["certificateBody", "certificatePrivateKey"] as const) {
      if (!reader.isSet(key)) reader.report(key, "must be set: an imported certificate needs its body and its private key");
    }
  }
  if (!wait && ["certificateArn" as const, ...imported].some((key) => reader.isSet(key))) {
    reader.report("waitForCertificate", "must be true with a certificate of your own, because there is nothing to wait for");
  }

  if (arn !== undefined) return { kind: "existing", arn };
  if (body === undefined) return { kind: "requested", wait };
  return { kind: "imported", body, ...(chain === undefined ? {} : { chain }), privateKey: privateKey ?? secret("") };
}

/** A load balancer takes certificates of its own region and account only. */
function arnForm(reader: Reader, { region, accountId }: Account): Form {
  const known = reader.isValid("aws:region", "aws:allowedAccountIds");
  const regionAndAccount = known ? `${region}:${accountId}` : "us-east-1:123456789012";
  const pattern = known ? regionAndAccount : "[a-z0-9-]+:\\d{12}";
  return {
    expected: "the ARN of a certificate of ACM in the stack's own region and account",
    example: `arn:aws:acm:${regionAndAccount}:certificate/11112222-3333-4444-5555-666677778888`,
    fits: (value) => new RegExp(`^arn:aws:acm:${pattern}:certificate/[0-9a-f-]{36}$`).test(value),
  };
}
