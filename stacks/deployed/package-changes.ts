import { PRODUCTS, type Product } from "../../infra/xmpro/products.ts";
import type { Settings } from "../settings.ts";
import type { DeployedStack } from "./deployed-stack.ts";

const PROCESS = "aws:elasticbeanstalk:environment:process:default";

/** AWS's sample application cannot replace a package: the databases, the other products and the users know the product. */
export function packageProblems({ products }: Settings, stack: DeployedStack): string[] {
  return (Object.keys(PRODUCTS) as Product[]).flatMap((product) => {
    if (products[product].package !== undefined) return [];
    const outputs = stack.find("aws:elasticbeanstalk/environment:Environment", product)?.outputs;
    if (outputs === undefined || !listensOnHttps(outputs.settings)) return [];
    const version = typeof outputs.version === "string" && outputs.version !== "" ? ` (version "${outputs.version}")` : "";
    return [
      `xmpro:${product}Package must be set once a package of ${PRODUCTS[product].title} is deployed${version}, got nothing; write the path of its zip or its S3 URI. If its first deployment failed, run npx pulumi refresh before you take the setting away`,
    ];
  });
}

/** The sample application does not: only an environment with a package is asked on 443. */
function listensOnHttps(settings: unknown): boolean {
  if (!Array.isArray(settings)) return false;
  return settings.some(({ namespace, name, value }) => namespace === PROCESS && name === "Port" && value === "443");
}
