import type { Product } from "../../../infra/xmpro/products.ts";

/** Assemblies by which a package shows its product. */
const ASSEMBLY: Record<Product, string> = {
  sm: "XMPro.SubscriptionManager",
  ds: "XMPro.DataStreamDesigner",
  ad: "XMPro.AppDesigner",
};

/** A small Web Deploy package of a product. */
export function webDeployPackage(product: Product, version = "4.4.19"): Record<string, string | Buffer> {
  const folder = "Content/C_C/XMPro/site";
  return {
    "archive.xml": "<sitemanifest />",
    "parameters.xml": "<parameters />",
    "systemInfo.xml": "<systemInfo />",
    [`${folder}/web.config`]: "<configuration />",
    [`${folder}/bin/${ASSEMBLY[product]}.dll`]: assembly(version),
  };
}

/** Enough of a Windows library for its version to be found: the entry of the version resource, as Microsoft's compilers write it. */
export function assembly(version: string): Buffer {
  const text = (value: string) => Buffer.from(`${value}\0`, "utf16le");
  const key = text("ProductVersion");
  const padding = Buffer.alloc((4 - ((6 + key.length) % 4)) % 4);
  return Buffer.concat([Buffer.from("MZ padding padding "), Buffer.alloc(6), key, padding, text(version), Buffer.alloc(64)]);
}

export const manifest = (deployments: unknown) => JSON.stringify({ manifestVersion: 1, deployments });
