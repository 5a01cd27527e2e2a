import type { Policies } from "@pulumi/policy";
import { checkedResource } from "./checked-resource.ts";
import { typeAndNameOf } from "./exemptions/exemption.ts";
import type { Review } from "./review.ts";

/** The policies that tell the engine's user about exemptions. They must be the last ones, as they look back on the whole run. */
export function reviewPolicies(review: Review): Policies {
  return [
    {
      name: "exemptions",
      description: "Each exemption in exemptions.json still holds, and a finding needs it.",
      enforcementLevel: "mandatory",
      validateStack: ({ resources }, report) => {
        for (const { resource, problem } of review.problems(resources.map(checkedResource))) report(problem, resource);
      },
    },
    {
      name: "exemptions-in-use",
      description: "The exemptions that this run has needed.",
      enforcementLevel: "advisory",
      validateStack: (_, report) => {
        const inUse = review.exemptionsInUse();
        inUse.forEach(({ rule, resource, reason, until }, index) => {
          const [type, name] = typeAndNameOf(resource);
          report(`Exemption ${index + 1} of ${inUse.length}: ${rule} for ${type} "${name}" until ${until}. ${reason}`, resource);
        });
      },
    },
    {
      name: "baseline",
      description: "What this run did with POLICY_BASELINE or POLICY_BASELINE_RECORD.",
      enforcementLevel: "advisory",
      validateStack: ({ resources }, report) => {
        const said = review.closeBaseline(resources.map(checkedResource));
        if (said !== undefined) report(said);
      },
    },
  ];
}

/** The only policy of a pack whose files cannot be used. It stops a run before the first resource, which is the stack itself. */
export function stoppedPolicies(problems: readonly string[]): Policies {
  return [
    {
      name: "pack-files",
      description: "The files of the policy pack can be used.",
      enforcementLevel: "mandatory",
      validateResource: ({ type }, report) => {
        if (type !== "pulumi:pulumi:Stack") return;
        for (const problem of problems) report(problem);
      },
    },
  ];
}
