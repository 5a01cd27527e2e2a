import type { Exported } from "../state.ts";

/** Last words of Pulumi's type where Terraform has others. */
const OTHER_WORDS: Readonly<Record<string, string>> = { loadbalancer: "lb" };

/** The resource behind a Terraform address such as "aws_s3_bucket_policy.certificates", as the scanner's plan names it. */
export function ofTerraformAddress(address: string, resources: readonly Exported[]): Exported | undefined {
  const [type = "", name = ""] = address.split(".");
  const words = type.replace(/^aws_/, "").replaceAll("_", "");
  const fits = resources
    .filter(
      ({ urn }) =>
        urn
          .split("::")
          .at(-1)
          ?.replace(/[^A-Za-z0-9_-]/g, "_") === name,
    )
    .map((resource) => ({ resource, last: lastWordsOf(resource.type) }))
    .filter(({ last }) => words.endsWith(last));
  // "aws_s3_bucket_policy" ends like a policy of IAM too: the longest is the one.
  return fits.sort((a, b) => b.last.length - a.last.length)[0]?.resource;
}

function lastWordsOf(type: string): string {
  const word = type.split(":").at(-1)?.toLowerCase() ?? "";
  return OTHER_WORDS[word] ?? word;
}
