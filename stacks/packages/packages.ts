import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { getRootDirectory } from "@pulumi/pulumi";
import { PRODUCTS, type Product } from "../../infra/xmpro/products.ts";
import type { DeployedStack } from "../deployed/deployed-stack.ts";
import { type PackageSource, sourceText } from "../settings/package-source.ts";
import { SettingsError } from "../settings/reader/settings-error.ts";
import type { Settings } from "../settings.ts";
import { isDeployed, versionExists } from "./application-versions.ts";
import { askForObject } from "./object-facts.ts";
import { openFile } from "./open-package.ts";
import { type PackageProblem, PackageRefused } from "./package-refused.ts";
import { type ReadPackage, readPackage } from "./read-package.ts";
import { versionLabel } from "./version-label.ts";

/** A package that can be deployed. */
export interface Package {
  /** Elastic Beanstalk's label of the version. The same content has the same, so yesterday's package is yesterday's version. */
  readonly label: string;
  /** A file's path is absolute. */
  readonly source: PackageSource;
  /**
   * False: AWS has the version, from an earlier update that is not in the state any more. Elastic Beanstalk takes a label once, so nothing
   * is created, and the environment goes back to it.
   */
  readonly isCreated: boolean;
  /** Whether the files in it show that it is this product's. */
  readonly isRecognised: boolean;
}

export type Packages = Readonly<Partial<Record<Product, Package>>>;

/**
 * Looks at the package of every product, before anything is made.
 *
 * @param directory what the paths in the settings are relative to
 * @throws SettingsError with everything that is wrong with any of them
 */
export async function readPackages(
  settings: Settings,
  deployed: DeployedStack,
  directory = getRootDirectory(),
  isKnownToAws = versionExists,
): Promise<Packages> {
  const problems: string[] = [];
  const read = new Map<Product, ReadPackage & { readonly source: PackageSource }>();
  for (const product of Object.keys(PRODUCTS) as Product[]) {
    const given = settings.products[product].package;
    if (given === undefined) continue;
    const source = given.kind === "file" ? { ...given, path: resolve(directory, given.path) } : given;
    const result = await look(product, source, settings.region);
    const got = sourceText(given);
    if (Array.isArray(result)) {
      problems.push(
        ...result.map(({ expected, found }) => `xmpro:${product}Package must be ${expected}, got "${got}", ${found}`),
      );
      continue;
    }
    const twin = [...read].find(([, { hash }]) => hash === result.hash)?.[0];
    if (twin !== undefined) {
      problems.push(
        `xmpro:${product}Package must be another package than xmpro:${twin}Package, got "${got}", which has the same content`,
      );
    }
    read.set(product, { ...result, source });
  }
  if (problems.length > 0) throw new SettingsError("The packages need a correction:", problems);

  const packages: Partial<Record<Product, Package>> = {};
  for (const [product, { hash, recognised, source }] of read) {
    const label = versionLabel(product, recognised.version, hash);
    const isCreated = isDeployed(deployed, product, label) || !(await isKnownToAws(settings, deployed, label));
    packages[product] = { label, source, isCreated, isRecognised: recognised.product !== undefined };
  }
  return packages;
}

async function look(product: Product, source: PackageSource, region: string): Promise<ReadPackage | PackageProblem[]> {
  if (source.kind === "file") return readPackage(product, () => openFile(source.path));
  try {
    const facts = await askForObject(source, region);
    if (facts === undefined) return unknownPackage(source);
    // Loaded only when it is needed: the preview is to start at once.
    const { openObject } = await import("./open-object.ts");
    return await readPackage(product, () => openObject(facts));
  } catch (error) {
    if (error instanceof PackageRefused) return [error.problem];
    throw error;
  }
}

/** What the offline preview shows of an object that it cannot see. */
function unknownPackage(source: PackageSource): ReadPackage {
  return { hash: createHash("sha256").update(sourceText(source)).digest("hex"), recognised: {} };
}
