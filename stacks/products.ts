import type * as pulumi from "@pulumi/pulumi";
import type { Application } from "../infra/beanstalk/application.ts";
import { ApplicationVersion } from "../infra/beanstalk/application-version.ts";
import { Environment } from "../infra/beanstalk/environment.ts";
import { SAMPLE_APPLICATION } from "../infra/beanstalk/option-settings.ts";
import type { Dns } from "../infra/dns.ts";
import { type AllowedSources, allowTraffic } from "../infra/network/allow-traffic.ts";
import type { Subnets } from "../infra/network/network.ts";
import type { PolicyStatement } from "../infra/policy-document.ts";
import type { PrivateBucket } from "../infra/private-bucket.ts";
import { readParameters } from "../infra/secret-parameter.ts";
import { PRODUCTS, type Product } from "../infra/xmpro/products.ts";
import type { DataStore } from "./data-stores.ts";
import type { LookUps } from "./look-ups.ts";
import { versionName } from "./packages/application-versions.ts";
import type { Package } from "./packages/packages.ts";
import { MAIL_PORT } from "./settings/mail.ts";
import type { Settings } from "./settings.ts";

/** What the three products share. */
interface Shared {
  /** First part of every fixed name, "xmpro-prod". */
  readonly prefix: string;
  readonly application: Application;
  readonly network: Subnets;
  readonly dns: Dns;
  readonly certificateArn: pulumi.Output<string> | undefined;
  readonly allowedSources: Readonly<Record<Product, AllowedSources>>;
  readonly sql: DataStore;
  readonly redis: DataStore;
  readonly packages: PrivateBucket;
  readonly accessLogs: PrivateBucket;
  readonly kmsKeyArn: pulumi.Output<string>;
  readonly topicArn: pulumi.Output<string>;
  readonly dependsOn: readonly pulumi.Resource[];
}

/** What Elastic Beanstalk and people call the environment of a product: "xmpro-nonprod-sm". */
export const environmentName = (prefix: string, product: Product) => `${prefix}-${product}`;

/** An environment for each product, and its access to the database and to Redis. */
export function productEnvironments(settings: Settings, lookUps: LookUps, shared: Shared): Partial<Record<Product, Environment>> {
  const { accountId, region, durable, logRetentionDays } = settings;
  const { prefix, sql, redis, packages, accessLogs, kmsKeyArn, allowedSources, ...args } = shared;
  const environments: Partial<Record<Product, Environment>> = {};
  let previous: Environment | undefined;
  for (const product of Object.keys(PRODUCTS) as Product[]) {
    const { parameterPrefix, package: _, healthCheckPath, ...size } = settings.products[product];
    const deployed = lookUps.packages?.[product];
    const version = deployed && versionOf(product, deployed, { application: args.application, packages });
    const environment = new Environment(product, {
      ...args,
      ...size,
      allowedSources: allowedSources[product],
      solutionStackName: lookUps.solutionStackName,
      balancerZoneId: lookUps.balancerZoneId,
      accountId,
      region,
      durable,
      logRetentionDays,
      applicationName: prefix,
      environmentName: environmentName(prefix, product),
      description: `XMPro ${PRODUCTS[product].title}`,
      version,
      process: deployed ? { port: 443, protocol: "HTTPS", healthCheckPath } : SAMPLE_APPLICATION,
      mailPort: settings.mail.kind === "smtp" ? settings.mail.port : MAIL_PORT,
      accessLogs: { bucket: accessLogs, prefix: `load-balancers/${product}` },
      statements: [
        ...readParameters(parameterPrefix, { accountId, region, kmsKeyArn }),
        {
          Sid: "ReadOwnPackages",
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:GetObjectVersion"],
          Resource: packages.arn.apply((arn) => `${arn}/${product}/*`),
        },
        ...readForeignPackage(deployed),
      ],
      // Each product registers with the previous one. AWS's samples know nobody, and may start together.
      dependsOn: [...args.dependsOn, ...(deployed && previous ? [previous] : [])],
    });
    if (deployed) previous = environment;
    environments[product] = environment;
    const from = environment.instanceGroup;
    allowTraffic(`${product}-to-sql`, { from, to: sql.peer, port: sql.port, description: "queries" }, environment);
    allowTraffic(
      `${product}-to-redis`,
      { from, to: redis.peer, port: redis.port, description: "SignalR and caches" },
      environment,
    );
  }
  return environments;
}

/** The version of a package: created, or the one that AWS has from an earlier update. */
function versionOf(
  product: Product,
  { label, source, isCreated }: Package,
  { application, packages }: Pick<Shared, "application" | "packages">,
): pulumi.Input<string> {
  if (!isCreated) return label;
  return new ApplicationVersion(versionName(product), {
    application,
    label,
    description: `XMPro ${PRODUCTS[product].title}`,
    source: source.kind === "file" ? { ...source, bucket: packages, key: `${product}/${label}.zip` } : source,
  }).label;
}

/** The instances download their package themselves. */
function readForeignPackage(deployed: Package | undefined): PolicyStatement[] {
  if (deployed?.source.kind !== "object") return [];
  const { bucket, key } = deployed.source;
  const Action = ["s3:GetObject", "s3:GetObjectVersion"];
  return [{ Sid: "ReadPackageInPlace", Effect: "Allow", Action, Resource: `arn:aws:s3:::${bucket}/${key}` }];
}
