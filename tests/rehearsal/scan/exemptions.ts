import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../project-copy.ts";

/** An accepted finding and its reason. */
export interface Exemption {
  /** The id of the scanner's check. */
  readonly rule: string;
  /** The URN of a resource; "*" matches any text. */
  readonly resource: string;
  readonly reason: string;
  /** The last day of the exemption, such as "2027-11-30". */
  readonly until: string;
}

export const EXEMPTIONS: readonly Exemption[] = JSON.parse(
  readFileSync(join(ROOT, "infra", "policy", "exemptions.json"), "utf8"),
);

export function isFor({ resource }: Exemption, stack: string): boolean {
  return resource.startsWith(`urn:pulumi:${stack}::`) || resource.startsWith("urn:pulumi:*");
}

export function covers({ resource }: Exemption, urn: string): boolean {
  const pattern = resource.split("*").map((text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`).test(urn);
}
