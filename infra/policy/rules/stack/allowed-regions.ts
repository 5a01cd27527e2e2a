import { type PackSettings, packSettings } from "../../pack-settings.ts";
import { type Leaf, leavesOf } from "../../read/leaves.ts";
import { onEveryResource, quote, type Rule } from "../../rule.ts";

/** "region", "destinationRegion", "replicaRegions": of the resource, of its replicas, of a provider. */
const REGION_ARGUMENT = /region(name)?s?$/i;
const ZONE_ARGUMENT = /availability_?zones?$/i;
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;
/** "us-east-1a", or a Local Zone such as "us-west-2-lax-1a". */
const ZONE = /^([a-z]{2,}(?:-[a-z]+)+?-\d+)(?:-[a-z]+-\d+)?[a-z]$/;
/** The region in each ARN of a text. Some ARNs have none. */
const ARN_REGION = /\barn:aws[\w-]*:[\w-]+:([a-z]{2,}(?:-[a-z]+)+-\d+):/gi;

function regionsIn({ key, value }: Leaf): string[] {
  const text = String(value).trim();
  const regions = [...text.matchAll(ARN_REGION)].map(([, region = ""]) => region.toLowerCase());
  const lower = text.toLowerCase();
  if (REGION_ARGUMENT.test(key) && REGION.test(lower)) regions.push(lower);
  const zone = ZONE_ARGUMENT.test(key) ? ZONE.exec(lower)?.[1] : undefined;
  if (zone !== undefined) regions.push(zone);
  return regions;
}

export function allowedRegions(settings: () => PackSettings = packSettings): Rule {
  return {
    name: "allowed-regions",
    description: "Resources are in the regions of AWS that the pack's settings allow, and refer to no resource in another one.",
    remedy: "Move the resource into an allowed region, or add the region to `regions` in the pack's settings.json.",
    severity: "high",
    enforcementLevel: "mandatory",
    controls: [],
    reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html",
    checks: [
      onEveryResource(({ props }) => {
        const { regions } = settings();
        const found = leavesOf(props).flatMap((leaf) =>
          regionsIn(leaf)
            .filter((region) => !regions.includes(region))
            .map((region) => `${leaf.path} must be in an allowed region such as ${quote(regions[0])}, got ${quote(region)}`),
        );
        return [...new Set(found)];
      }),
    ],
  };
}
