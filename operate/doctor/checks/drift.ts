import type { Check } from "../check.ts";
import { pulumiCommand } from "../command-texts.ts";
import { findingsAbout } from "../finding.ts";
import { nameIn, type PreviewStep } from "../sources/pulumi-reader.ts";

const ID = "drift";
const MAX_LISTED = 10;

/** Does AWS have what the settings say? Pulumi reads every resource and compares. Names only: values may be secret. */
export const drift: Check = {
  id: ID,
  title: "Drift",
  isSlow: true,
  maxMs: 15 * 60_000,
  look: async ({ pulumi, stack, signal }) => {
    const say = findingsAbout(ID, "settings");
    const steps = (await pulumi.preview(signal)).filter(isChange);
    if (steps.length === 0) return [say.good("AWS has what the settings say.")];
    const names = steps.map(
      ({ op, urn, properties }) => `${op} ${nameIn(urn)}${properties.length > 0 ? ` (${properties.join(", ")})` : ""}`,
    );
    const rest = names.length > MAX_LISTED ? `, and ${names.length - MAX_LISTED} more` : "";
    return [
      say.wrong(
        `The next deployment would change ${steps.length} ${steps.length === 1 ? "resource" : "resources"}: ${names.slice(0, MAX_LISTED).join("; ")}${rest}. Somebody has changed them in AWS, or the settings are not deployed yet.`,
        pulumiCommand(stack, "preview --refresh --diff --policy-pack infra/policy"),
      ),
    ];
  },
};

/** Steps that change something in AWS. A replacement has two more steps, which say the same. */
function isChange({ op }: PreviewStep): boolean {
  return ["create", "update", "delete", "replace", "import"].includes(op);
}
