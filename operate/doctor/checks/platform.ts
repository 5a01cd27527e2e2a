import {
  DescribeEnvironmentManagedActionHistoryCommand,
  DescribePlatformVersionCommand,
  type EnvironmentDescription,
  ListPlatformVersionsCommand,
  type PlatformDescription,
} from "@aws-sdk/client-elastic-beanstalk";
import type { Check, CheckContext } from "../check.ts";
import { awsCommand } from "../command-texts.ts";
import { dayOf } from "../days.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "platform";
/** What Data Stream Designer and App Designer 4.4 run on (XMPro's page on platform security), and the end of Microsoft's support for it. */
const NEEDED_DOTNET = 8;
const DOTNET_ENDS = new Date("2026-11-10");

/** Elastic Beanstalk's platform of each environment: supported, with the .NET that XMPro needs, and updated. */
export const platform: Check = {
  id: ID,
  title: "Platform",
  look: async (context) => {
    const found = [...(await context.environments()).values()];
    const names = found.map(({ EnvironmentName = "" }) => EnvironmentName);
    const parts = await Promise.all([
      lookAtEach(ID, context.signal, Object.fromEntries(found.map((each, i) => [names[i] ?? "", () => lookAt(context, each)]))),
      lookAtEach(
        ID,
        context.signal,
        Object.fromEntries(names.map((name) => [`${name} (updates)`, () => lookAtActions(context, name)])),
      ),
    ]);
    return parts.flat();
  },
};

async function lookAt(
  context: CheckContext,
  { EnvironmentName: name = "", PlatformArn, EnvironmentId }: EnvironmentDescription,
): Promise<Finding> {
  const { ask, aws, stack } = context;
  const say = findingsAbout(ID, name);
  const question = new DescribePlatformVersionCommand({ PlatformArn });
  const { PlatformDescription: found } = await ask(`which platform ${name} has`, (options) =>
    aws.beanstalk.send(question, options),
  );
  if (found === undefined) return say.unknown("AWS does not know its platform.");
  const { PlatformVersion: version = "", PlatformBranchName: branch = "", PlatformBranchLifecycleState: life } = found;
  const text = `${branch}, version ${version}`;
  const branches = awsCommand(stack, "elasticbeanstalk list-platform-branches");
  if (life === "Retired" || life === "Deprecated")
    return say.wrong(
      `runs on ${text}. AWS has ${life === "Retired" ? "retired this branch: it gets no updates" : "announced the end of this branch"}. Look for a newer version of this project, whose environments are on another branch.`,
      branches,
    );
  const runtimes = dotnetIn(found);
  if (!runtimes.some((runtime) => Number.parseInt(runtime, 10) === NEEDED_DOTNET))
    return say.wrong(
      `runs on ${text}, which has .NET ${runtimes.join(", ") || "(none named)"} but not .NET ${NEEDED_DOTNET}, which XMPro 4.4 needs. Set platformVersion to an older version that has it.`,
      awsCommand(
        stack,
        `elasticbeanstalk list-platform-versions --filters "Type=PlatformBranchName,Operator==,Values='${branch}'"`,
      ),
    );
  const newest = await newestOf(context, branch);
  if (found.PlatformLifecycleState === "Deprecated" || isOlderByMinor(version, newest))
    return say.wrong(
      `runs on ${text}, and the newest is ${newest}: its updates do not arrive. Update it in its patch window.`,
      awsCommand(stack, `elasticbeanstalk describe-environment-managed-actions --environment-id ${EnvironmentId}`),
    );
  const lag = newest === version ? "" : ` The newest is ${newest}, which AWS installs in the patch window.`;
  const end =
    context.now < DOTNET_ENDS
      ? ""
      : ` Microsoft's support of .NET ${NEEDED_DOTNET} ended on ${dayOf(DOTNET_ENDS)}: a later platform may lack it.`;
  return say.good(`runs on ${text}, with .NET ${NEEDED_DOTNET}.${lag}${end}`);
}

/** Versions of .NET, such as "8.0.30"; not of .NET Framework. */
function dotnetIn({ Frameworks = [] }: PlatformDescription): string[] {
  return Frameworks.flatMap(({ Name = "", Version = "" }) =>
    /^(asp)?\.net( core)?( runtime)?$/i.test(Name.trim()) ? [Version] : [],
  );
}

async function newestOf({ ask, aws }: CheckContext, branch: string): Promise<string> {
  const question = new ListPlatformVersionsCommand({
    Filters: [{ Type: "PlatformBranchName", Operator: "=", Values: [branch] }],
    MaxRecords: 50,
  });
  const { PlatformSummaryList = [] } = await ask(`which versions ${branch} has`, (options) =>
    aws.beanstalk.send(question, options),
  );
  const versions = PlatformSummaryList.flatMap(({ PlatformVersion }) => PlatformVersion ?? []);
  return versions.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1) ?? "unknown";
}

/** Versions are MAJOR.MINOR.PATCH. Patches come every month, so one that waits for its window is nothing to mend. */
function isOlderByMinor(version: string, newest: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  const [newestMajor, newestMinor] = newest.split(".").map(Number);
  if (major === undefined || minor === undefined || newestMajor === undefined || newestMinor === undefined) return false;
  return newestMajor > major || (newestMajor === major && newestMinor > minor);
}

/** AWS's own updates in the patch window. A failed one leaves the previous version running. */
async function lookAtActions({ ask, aws, stack }: CheckContext, name: string): Promise<Finding[]> {
  const question = new DescribeEnvironmentManagedActionHistoryCommand({ EnvironmentName: name, MaxItems: 10 });
  const { ManagedActionHistoryItems: items = [] } = await ask(`which updates of ${name} AWS has made`, (options) =>
    aws.beanstalk.send(question, options),
  );
  const last = items.toSorted((a, b) => (b.ExecutedTime?.getTime() ?? 0) - (a.ExecutedTime?.getTime() ?? 0))[0];
  if (last?.Status !== "Failed") return [];
  const when = last.ExecutedTime === undefined ? "" : ` on ${dayOf(last.ExecutedTime)}`;
  return [
    findingsAbout(ID, `${name} (updates)`).wrong(
      `AWS's last update of ${name} failed${when}: ${last.FailureDescription ?? "AWS gives no reason"}.`,
      awsCommand(stack, `elasticbeanstalk describe-events --environment-name ${name} --max-items 20`),
    ),
  ];
}
