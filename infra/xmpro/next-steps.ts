import { PRODUCTS, type Product } from "./products.ts";

export interface StepFacts {
  /** Name of the stack, as the commands take it. */
  readonly stack: string;
  readonly urls: Readonly<Record<Product, string>>;
  /** Undefined: there is no relay. */
  readonly relayUrl: string | undefined;
  /** New zones; each needs a delegation. */
  readonly newZones: readonly string[];
  /** False while the deployment does not wait for the certificate. */
  readonly certificateIssued: boolean;
  readonly emails: readonly string[];
  readonly everybodyMayReach: boolean;
  readonly packageDeployed: Readonly<Record<Product, boolean>>;
  readonly existingNetwork: boolean;
  readonly finalSnapshot: boolean;
}

/** Shows the security groups of Elastic Beanstalk's load balancers. */
const LIST_GROUPS = `aws elbv2 describe-load-balancers --query "LoadBalancers[?starts_with(LoadBalancerName, 'awseb')].[LoadBalancerName, join(' ', SecurityGroups)]" --output text`;

/** What a person still has to do after `pulumi up`, in order. */
export function nextSteps(facts: StepFacts): string[] {
  const products = Object.keys(PRODUCTS) as Product[];
  const waiting = products.filter((product) => !facts.packageDeployed[product]);
  return [
    ...facts.emails.map((email) => `Click the link in the mail that AWS sent to ${email}. AWS delivers no alarms to it before.`),
    ...(facts.newZones.length > 0
      ? [
          `Ask the DNS administrator to delegate ${facts.newZones.join(", ")} to the name servers in the output "nameServers" (NS records in the parent zone).`,
        ]
      : []),
    ...(facts.certificateIssued
      ? []
      : [
          "When the delegation is done: pulumi config set waitForCertificate true, then pulumi up. Until then the load balancers accept no traffic, as AWS cannot issue the certificate.",
        ]),
    ...(facts.existingNetwork
      ? [
          "Check that the addresses of your NAT gateways are in allowedCidrs: the products call each other by their public names.",
          "Check what else in your VPC can read the four certificate files: everything that uses the same S3 endpoint can read them, and so can everything behind a NAT gateway whose subnet uses it.",
        ]
      : []),
    ...(facts.everybodyMayReach
      ? [
          "Subscription Manager starts with a published administrator password. Before its package is deployed, narrow allowedCidrs to your office; open it again once the password is changed.",
        ]
      : []),
    ...(waiting.length > 0
      ? [
          `Check that Elastic Beanstalk attached no security group of its own to a load balancer, as allowedCidrs would have no effect then: ${LIST_GROUPS} must show one group for each load balancer, the one in the output "loadBalancerGroups".`,
          'Upload sign.pfx, sign.password.txt, ssl.pfx and ssl.password.txt to the bucket in the output "certificateBucket".',
          `Run XMPro's installers on a Windows machine that reaches the SQL Server (in the VPC, by VPN, or by Session Manager port forwarding over an instance), in this order: ${waiting.map((product) => PRODUCTS[product].title).join(", ")}. The output "installerAnswers" has the answers to each installer's questions, in order.`,
          'After each installer: store every entry of its App Secrets.xml as a SecureString under its own name, with the key in the output "parameterKeyArn", and upload its package to the output "packageBucket" under the prefix in "packageKeyPrefixes".',
          `Then set ${waiting.map((product) => `${product}PackageDeployed`).join(", ")} to true, run pulumi up, and only then deploy the package as a new version of the environment: it listens on 443, where the load balancer then sends requests.`,
        ]
      : []),
    ...(facts.finalSnapshot
      ? []
      : [
          "pulumi destroy deletes all data of this stack, without a final snapshot. Set dataProtection to durable to prevent that.",
        ]),
    ...(facts.relayUrl !== undefined && facts.certificateIssued
      ? [
          `Check the relay: npm run smoke -- ${facts.relayUrl} --pin, followed by the identityPublicKey in the output "relay". It pairs and sends requests, and checks that the relay refuses a repeated message.`,
          `Let every page that calls the relay pin that key (relayKeys, see relay-service/README.md): without it, an intermediary could impersonate the relay.`,
        ]
      : []),
    `Open ${products.map((product) => facts.urls[product]).join(", ")}.`,
  ];
}
