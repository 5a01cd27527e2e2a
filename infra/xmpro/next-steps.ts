import { PRODUCTS, type Product } from "./products.ts";

export interface StepFacts {
  /** Name of the stack, as the commands take it. */
  readonly stack: string;
  readonly urls: Readonly<Record<Product, string>>;
  /** Undefined: there is no relay. */
  readonly relayUrl: string | undefined;
  /** Zones made here; each needs a delegation. */
  readonly newZones: readonly string[];
  /** False while nobody waits for the certificate. */
  readonly certificateIssued: boolean;
  readonly emails: readonly string[];
  readonly everybodyMayReach: boolean;
  readonly packageDeployed: Readonly<Record<Product, boolean>>;
  readonly existingNetwork: boolean;
  readonly finalSnapshot: boolean;
}

/** Shows the security groups of Elastic Beanstalk's load balancers. */
const LIST_GROUPS = `aws elbv2 describe-load-balancers --query "LoadBalancers[?starts_with(LoadBalancerName, 'awseb')].[LoadBalancerName, join(' ', SecurityGroups)]" --output text`;

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
          "When the delegation is done: pulumi config set waitForCertificate true, then pulumi up. Until then nobody is answered, as AWS cannot issue the certificate.",
        ]),
    ...(facts.existingNetwork
      ? [
          "Check that the addresses of your NAT gateways are within allowedCidrs: the products call each other by their public names.",
          "Everything in your VPC that uses the same S3 endpoint can read the four certificate files, and everything that goes out by a NAT gateway whose subnet uses it: know who that is.",
        ]
      : []),
    ...(facts.everybodyMayReach
      ? [
          "Subscription Manager starts with a published administrator password. Before its package is deployed, narrow allowedCidrs to your office; open it again once the password is changed.",
        ]
      : []),
    ...(waiting.length > 0
      ? [
          `Check that Elastic Beanstalk attached no group of its own to a load balancer, as allowedCidrs would mean nothing then: ${LIST_GROUPS} must show one group for each, the one in the output "loadBalancerGroups".`,
          `Make the certificates: npm run certificates -- --stack ${facts.stack}. It puts sign.pfx, ssl.pfx and their passwords into the bucket in the output "certificateBucket", and says what CERT must be.`,
          `Run XMPro's installers on a Windows machine that reaches the SQL Server (in the VPC, by VPN, or by Session Manager port forwarding over an instance), in this order: ${waiting.map((product) => PRODUCTS[product].title).join(", ")}. The output "installerAnswers" has what each asks, in its order.`,
          'After each installer: store every entry of its App Secrets.xml as a SecureString under its own name, with the key in the output "parameterKeyArn", and upload its package to the output "packageBucket" under the prefix in "packageKeyPrefixes".',
          `Then set ${waiting.map((product) => `${product}PackageDeployed`).join(", ")} to true, run pulumi up, and only now deploy the package as a new version of the environment: it answers on 443, where the load balancer then looks.`,
        ]
      : []),
    ...(facts.finalSnapshot
      ? []
      : [
          "Nothing here is kept: pulumi destroy deletes the data without a final snapshot. Set dataProtection to durable if that must not be.",
        ]),
    ...(facts.relayUrl !== undefined && facts.certificateIssued
      ? [
          `Check the relay: npm run smoke -- ${facts.relayUrl} --pin, followed by the identityPublicKey in the output "relay". It pairs, sends and receives, and a message that is sent again must be refused.`,
          `Let every page that calls the relay pin that key (relayKeys, see relay-service/README.md): without it, whoever stands in the middle could take the relay's place.`,
        ]
      : []),
    `Open ${products.map((product) => facts.urls[product]).join(", ")}.`,
  ];
}
