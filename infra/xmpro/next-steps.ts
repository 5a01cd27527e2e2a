import { PRODUCTS, type Product } from "./products.ts";

export interface StepFacts {
  readonly urls: Readonly<Record<Product, string>>;
  /** Zones made here; each needs a delegation. */
  readonly newZones: readonly string[];
  /** False while nobody waits for the certificate. */
  readonly certificateIssued: boolean;
  readonly emails: readonly string[];
  readonly everybodyMayReach: boolean;
  readonly packageDeployed: Readonly<Record<Product, boolean>>;
  readonly existingNetwork: boolean;
  readonly durable: boolean;
}

/** What a person still has to do after `pulumi up`, in order and in plain words. */
export function nextSteps(facts: StepFacts): string[] {
  const products = Object.keys(PRODUCTS) as Product[];
  const waiting = products.filter((product) => !facts.packageDeployed[product]);
  return [
    ...facts.emails.map((email) => `Click the link in the mail that AWS sent to ${email}: alarms are not delivered before.`),
    ...(facts.newZones.length > 0
      ? [
          `Ask the DNS administrator to delegate ${facts.newZones.join(", ")} to the name servers in the output "nameServers" (NS records in the parent zone).`,
        ]
      : []),
    ...(facts.certificateIssued
      ? []
      : [
          "When the delegation is done: pulumi config set waitForCertificate true, then pulumi up. Until then the products answer nobody, as AWS cannot issue the certificate.",
        ]),
    ...(facts.existingNetwork
      ? [
          "Check that the addresses of your NAT gateways are within allowedCidrs: the products call each other by their public names.",
        ]
      : []),
    ...(facts.everybodyMayReach && waiting.includes("sm")
      ? [
          "Before you deploy Subscription Manager, narrow allowedCidrs to your office: it starts with a published administrator password. Open it again once that is changed.",
        ]
      : []),
    ...(waiting.length > 0
      ? [
          'Upload sign.pfx, sign.password.txt, ssl.pfx and ssl.password.txt to the bucket in the output "certificateBucket".',
          `Run XMPro's installers on a Windows machine that reaches the SQL Server (in the VPC, by VPN, or by Session Manager port forwarding over an instance), in this order: ${waiting.map((product) => PRODUCTS[product].title).join(", ")}. The output "installerAnswers" has what each asks, in its order.`,
          `After each installer: store the entries of its App Secrets.xml as SecureStrings, deploy its package, set ${waiting.map((product) => `${product}PackageDeployed`).join(", ")} to true, and run pulumi up.`,
        ]
      : []),
    ...(facts.durable
      ? []
      : [
          "Nothing here is kept: pulumi destroy deletes the data without a final snapshot. Set dataProtection to durable if that must not be.",
        ]),
    `Open ${products.map((product) => facts.urls[product]).join(", ")}.`,
  ];
}
