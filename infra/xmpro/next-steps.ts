import { PRODUCTS, type Product } from "./products.ts";

export interface StepFacts {
  /** Name of the stack, as the commands take it. */
  readonly stack: string;
  /** New zones; each needs a delegation. */
  readonly newZones: readonly string[];
  /** False while the deployment does not wait for the certificate. */
  readonly certificateIssued: boolean;
  readonly emails: readonly string[];
  /** Number of https URLs that receive alarms. */
  readonly webhooks: number;
  /** True: the whole internet may reach Subscription Manager. */
  readonly everybodyMayReach: boolean;
  /** True: only the networks of bootstrapAllowedCidrs may reach it. */
  readonly onlyBootstrapMayReach: boolean;
  /** Whether a package is set, not AWS's sample application. */
  readonly packageDeployed: Readonly<Record<Product, boolean>>;
  /** Products whose package does not show that it is theirs. */
  readonly unrecognisedPackages: readonly Product[];
  readonly existingNetwork: boolean;
  /** True: the stack has a Windows machine for the installers. */
  readonly installerHost: boolean;
  /** Address that Amazon SES sends from; undefined: it sends nothing. */
  readonly sesSender: string | undefined;
}

const LIMIT =
  "Subscription Manager starts with a published administrator password. Before you deploy its package, set bootstrapAllowedCidrs to the network of your office and run npx pulumi up.";
const IS_IT_CHANGED =
  "Everybody may reach Subscription Manager. Make sure that its published administrator password is changed: try to sign in with it.";
const CHANGE_PASSWORD = "Change the published administrator password of Subscription Manager at your first login.";
const OPEN = `${CHANGE_PASSWORD} Then open allowedCidrs for everybody who needs access.`;
const OPEN_AGAIN = `${CHANGE_PASSWORD} Then remove bootstrapAllowedCidrs and run npx pulumi up: before that, nobody outside of these networks can sign in.`;

/** One product after the other: each installer registers its product with the products that run already. */
function installation(waiting: readonly Product[], stack: string): string {
  const titles = waiting.map((product) => PRODUCTS[product].title).join(", ");
  const each =
    waiting.length > 1 ? `For each product in this order, ${titles}, and only when the previous one runs` : `For ${titles}`;
  const settings = waiting.map((product) => `${product}Package`).join(" or ");
  return [
    `${each}:`,
    `run XMPro's installer with the answers in the output "installerAnswers", on a Windows machine that reaches the SQL Server (npm run tunnel -- --stack ${stack} --to sql, or the setting installerHost);`,
    `store its secrets with npm run import-secrets -- --stack ${stack} --product ${waiting.join("|")} "App Secrets.xml";`,
    `set ${settings} to the path of its package and run npx pulumi up.`,
  ].join(" ");
}

/** Asks for the delegation of new zones, and for the second update, which opens the load balancers. */
function delegation({ newZones, certificateIssued }: StepFacts): string[] {
  const secondUpdate =
    "npx pulumi config set waitForCertificate true, then npx pulumi up. Until then the load balancers accept no traffic.";
  const ask = `Ask the DNS administrator to delegate ${newZones.join(", ")} to the name servers in the output "nameServers" (NS records in the parent zone).`;
  if (newZones.length === 0) return certificateIssued ? [] : [`When AWS can validate the certificate: ${secondUpdate}`];
  return [certificateIssued ? ask : `${ask} When that is done: ${secondUpdate}`];
}

/** What a person still has to do after `pulumi up`, in order. */
export function nextSteps(facts: StepFacts): string[] {
  const products = Object.keys(PRODUCTS) as Product[];
  const waiting = products.filter((product) => !facts.packageDeployed[product]);
  return [
    ...facts.emails.map((email) => `Click the link in the mail that AWS sent to ${email}. AWS delivers no alarms to it before.`),
    ...(facts.webhooks > 0
      ? [
          'See that the receivers of alarmWebhooks have confirmed: no subscription of the topic in the output "topicArn" may be pending (SNS console).',
        ]
      : []),
    ...delegation(facts),
    ...(facts.existingNetwork
      ? [
          "Check that the addresses of your NAT gateways are in allowedCidrs, and in bootstrapAllowedCidrs if it is set: the products call each other by their public names.",
          "Check what else in your VPC can read the four certificate files: everything that uses the same S3 endpoint can read them, and so can everything behind a NAT gateway whose subnet uses it.",
        ]
      : []),
    ...(facts.everybodyMayReach ? [waiting.includes("sm") ? LIMIT : IS_IT_CHANGED] : []),
    ...(facts.installerHost
      ? [
          'Run the installers on the instance in the output "installerHostId" (docs/operate.md says how to get onto it). When the last product runs, set installerHost to off and run npx pulumi up: the machine costs money, nobody patches it, and all on its disk is deleted with it.',
        ]
      : []),
    ...(waiting.length > 0
      ? [
          `Make the certificates: npm run certificates -- --stack ${facts.stack}. It prints what CERT must be.`,
          installation(waiting, facts.stack),
        ]
      : []),
    ...facts.unrecognisedPackages.map(
      (product) =>
        `Check that ${product}Package is the package of ${PRODUCTS[product].title}: no name of a file in it shows the product.`,
    ),
    ...(facts.onlyBootstrapMayReach ? [OPEN_AGAIN] : waiting.includes("sm") ? [OPEN] : []),
    ...(facts.sesSender === undefined
      ? []
      : [
          `Ask AWS for production access to Amazon SES in this region (docs/mail.md): until then mail from ${facts.sesSender} reaches verified addresses only.`,
        ]),
    `Look at everything: npm run doctor -- --stack ${facts.stack}. It names what is wrong, and the command that mends it.`,
  ];
}
