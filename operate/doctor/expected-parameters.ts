import type { Product } from "../../infra/xmpro/products.ts";

export interface ExpectedParameter {
  readonly name: string;
  /** As `parameterPath` gives it. */
  readonly path: string;
  /** XMPro's documentation names it for AWS. The others are known from its Azure templates alone. */
  readonly isDocumented: boolean;
}

/** Names of Azure's key vault (mainTemplate 4.4.18). Those of AWS are in "Migrate from Legacy AWS Deployment (v4.4) to EKS" of XMPro's 5.0 documentation. */
const SM = ["SQLSERVER", "SALT", "CERT", "DNSName", "ServerUUID", "AutoScaleEnable", "REDIS"];
const BOTH = [
  "xmpro/data/connectionString",
  "xmpro/xmidentity/client/baseUrl",
  "xmpro/xmidentity/client/id",
  "xmpro/xmidentity/client/sharedkey",
  "xmpro/xmidentity/server/baseUrl",
];
const ENCRYPTION_KEY = "xmpro/appDesigner/encryptionKey";
const DOCUMENTED = ["SALT", "xmpro/data/connectionString", ENCRYPTION_KEY];

/** What a product reads when it starts: flat names for Subscription Manager, paths for the other two. */
export function expectedParameters(product: Product, prefix: string): ExpectedParameter[] {
  const names = product === "sm" ? SM : product === "ad" ? [...BOTH, ENCRYPTION_KEY] : BOTH;
  return names.map((name) => ({
    name: product === "sm" ? `${prefix}_${name}` : `/${prefix}/${name}`,
    path: name.toLowerCase(),
    isDocumented: DOCUMENTED.includes(name),
  }));
}
