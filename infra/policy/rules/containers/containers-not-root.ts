import { onContainers } from "../../checks/container-checks.ts";
import { isMarketplaceImage } from "../../read/images.ts";
import { quote, type Rule } from "../../rule.ts";

/** Docker takes each of these numbers for 0, and nothing for the user of the image, which may be root. */
const ROOT = /^([+-]?0+|root|ContainerAdministrator|Administrator|NT AUTHORITY\\.*)$/i;

/** "user", "user:group", and the same with numbers. Files of many images belong to the group root, which may change them. */
function isRoot(user: unknown): boolean {
  const [name = "", group] = String(user ?? "")
    .trim()
    .split(":");
  return name === "" || ROOT.test(name) || (group !== undefined && (group === "" || ROOT.test(group)));
}

export const containersNotRoot: Rule = {
  name: "containers-not-root",
  description: "No container runs as root, or as an administrator of Windows. Not for images of AWS Marketplace.",
  remedy: 'Set the container\'s user to a number above 0, such as "65532:65532".',
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ECS.20", "ECS.21"],
  checks: [
    onContainers(({ name, image, user }) =>
      isRoot(user) && !isMarketplaceImage(image)
        ? `user of ${quote(name)} must be a user without rights such as "65532:65532", got ${quote(user)}`
        : undefined,
    ),
  ],
};
