import type { CheckedResource } from "../../rule.ts";
import { known, strings } from "../unknown-values.ts";

/** The host names of a stack: those that have a record or a certificate here. In lower case, without the dot at the end. */
export function hostsOf(all: readonly CheckedResource[]): string[] {
  return all
    .flatMap(({ type, props }) => {
      if (type === "aws:route53/record:Record") return strings(known(() => props.name));
      if (type !== "aws:acm/certificate:Certificate") return [];
      return [...strings(known(() => props.domainName)), ...strings(known(() => props.subjectAlternativeNames))];
    })
    .map(hostName)
    .filter((name) => !name.startsWith("*"));
}

/** AWS ignores case, and the dot at the end. */
export function hostName(text: string): string {
  return text.trim().toLowerCase().replace(/\.$/, "");
}
