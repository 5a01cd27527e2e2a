import type { Section } from "./setting.ts";

const shared = {
  autoScale: {
    type: "boolean",
    default: false,
    description:
      "Whether XMPro's AutoScale is used: the instances of a product share their state over Redis. More than one instance of a product needs it.",
  },
  platformVersion: {
    type: "string",
    default: "2",
    description: "Version of AWS's Windows platform for new environments: 2 (the newest), or for example 2.23 or 2.23.5.",
  },
  logRetentionDays: {
    type: "integer",
    perStack: true,
    description: "Days for which logs are kept: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653.",
  },
  encryptVolumesByDefault: {
    type: "boolean",
    default: true,
    description:
      "Whether encryption is made the account's default for new volumes in this region. It affects the whole account: set it to false where another team decides that.",
  },
} as const satisfies Section;

/** The settings that each product has, without the product's name in front. */
const perProduct = {
  InstanceType: {
    type: "string",
    perStack: true,
    description: "EC2 instance type with an x86 processor.",
    change: "A change replaces the instances: new ones start first, then the old ones are removed.",
  },
  MinSize: {
    type: "integer",
    default: 1,
    description: "minimum number of instances, 1 to 20.",
  },
  MaxSize: {
    type: "integer",
    default: 1,
    description: "maximum number of instances, 1 to 20. More than 1 needs autoScale.",
  },
  Package: {
    type: "string",
    description:
      "the zip that XMPro's installer made: a path relative to the project's directory such as `./packages/SM.zip`, or an S3 URI such as `s3://my-bucket/SM.zip`. At most 500 MB. `up` deploys it, and the load balancer then uses HTTPS to the instances. Not set: AWS's sample application, over HTTP.",
    change:
      "Another zip is deployed on new instances; yesterday's zip rolls back to yesterday's version. A deployed package cannot be taken away.",
  },
  HealthCheckPath: {
    type: "string",
    default: "/favicon.ico",
    description: "path of the load balancer's health check once a package is set.",
  },
  PatchWindow: {
    type: "string",
    perStack: true,
    description:
      "start of AWS's two-hour patch window, day and UTC time. It must be at least two hours from those of the other products.",
  },
  ParameterPrefix: {
    type: "string",
    description: "the prefix that you type into XMPro's installer, 4 to 20 letters and digits.",
    change: "XMPro's package contains the prefix: a change needs a new package.",
  },
} as const satisfies Section;

type ProductSection<Id extends string> = {
  readonly [Name in keyof typeof perProduct as `${Id}${Name}`]: (typeof perProduct)[Name];
};

function product<Id extends string>(id: Id, title: string, prefix: string): ProductSection<Id> {
  const settings = { ...perProduct, ParameterPrefix: { ...perProduct.ParameterPrefix, default: prefix } };
  const named = Object.entries(settings).map(([name, setting]) => [
    `${id}${name}`,
    { ...setting, description: `${title}: ${setting.description}` },
  ]);
  return Object.fromEntries(named) as ProductSection<Id>;
}

export const products = {
  ...shared,
  ...product("sm", "Subscription Manager", "XMSM"),
  ...product("ds", "Data Stream Designer", "XMDS"),
  ...product("ad", "App Designer", "XMAD"),
} satisfies Section;
