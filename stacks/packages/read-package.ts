import { PRODUCTS, type Product } from "../../infra/xmpro/products.ts";
import type { OpenPackage } from "./open-package.ts";
import { type PackageProblem, PackageRefused } from "./package-refused.ts";
import { type Recognised, recognise } from "./recognised-product.ts";
import { sizeProblem } from "./size-problem.ts";
import { structureProblems } from "./structure.ts";
import { ZipContents } from "./zip-contents.ts";

/** A package that Elastic Beanstalk can deploy. */
export interface ReadPackage {
  /** Hexadecimal; the same content has the same. */
  readonly hash: string;
  /** Undefined: nothing in the package shows its product. */
  readonly recognised: Recognised;
}

/**
 * Looks at the package of a product, at its names and some small files. Never has more of it in memory.
 *
 * @returns the package, or everything that is wrong with it
 */
export async function readPackage(product: Product, open: () => Promise<OpenPackage>): Promise<ReadPackage | PackageProblem[]> {
  try {
    const { size, zip, hash } = await open();
    try {
      const contents = await ZipContents.of(zip);
      const tooLarge = sizeProblem(size, contents);
      const recognised = await recognise(contents);
      const problems = [
        ...(tooLarge === undefined ? [] : [tooLarge]),
        ...contents.problems,
        ...(await structureProblems(contents)),
        ...productProblems(product, recognised),
      ];
      return problems.length > 0 ? problems : { hash: await hash(), recognised };
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof PackageRefused) return [error.problem];
    throw error;
  }
}

function productProblems(wanted: Product, { product }: Recognised): PackageProblem[] {
  if (product === undefined || product.id === wanted) return [];
  const found = `which is that of ${PRODUCTS[product.id].title} (it has ${product.shownBy})`;
  return [{ expected: `the package of ${PRODUCTS[wanted].title}`, found }];
}
