import type { Settings } from "../settings.ts";
import type { DeployedStack } from "./deployed-stack.ts";

/** Account and region that the stack's key is in: it comes first, and everything else waits for it. */
export function accountProblems({ accountId, region }: Settings, stack: DeployedStack): string[] {
  const arn = stack.find("aws:kms/key:Key", "key")?.outputs.arn;
  const [, , , deployedRegion, deployedAccount] = typeof arn === "string" ? arn.split(":") : [];
  const stays = (setting: string, deployed: string | undefined, wanted: string) =>
    deployed === undefined || deployed === wanted
      ? []
      : [
          `${setting} must stay "${deployed}", where the stack is deployed, got "${wanted}"; to move the stack, run pulumi destroy with the previous settings, then deploy it again`,
        ];
  return [...stays("aws:allowedAccountIds", deployedAccount, accountId), ...stays("aws:region", deployedRegion, region)];
}
