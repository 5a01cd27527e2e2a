import type { Product } from "../../infra/xmpro/products.ts";

/** Hexadecimal digits of the hash: 48 bits, which no two packages of a stack share. */
const DIGITS = 12;

/** "sm-4.4.19-0123456789ab", or "sm-0123456789ab" where the package does not show its version. At most 100 characters, without a slash. */
export function versionLabel(product: Product, version: string | undefined, hash: string): string {
  return [product, version, hash.slice(0, DIGITS)].filter((part) => part !== undefined).join("-");
}
