import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  type Policy,
} from "@aws-sdk/client-iam";
import { namesOf, type RoleKind, type Target } from "../names.ts";
import type { Document } from "../permissions/statement.ts";
import { iamTags, isOurs, orAbsent } from "./aws-answers.ts";
import { changedActions } from "./changed-actions.ts";
import { tagText } from "./role.ts";
import { decodedPolicy, sameJson } from "./same-json.ts";
import { combined, type Inspection, NOTHING, type Step } from "./step.ts";

/** Versions that IAM keeps of a policy. */
const MAX_VERSIONS = 5;

/** The policies of a role: each one as it should be, attached, and none that an earlier, longer plan left. */
export async function inspectRolePolicies(
  iam: IAMClient,
  kind: RoleKind,
  documents: readonly Document[],
  target: Target,
): Promise<Inspection> {
  const names = namesOf(target);
  const RoleName = names.role(kind);
  const attached = await attachedTo(iam, RoleName);
  const wanted = documents.map((_, at) => names.policy(kind, at + 1));
  const parts = await Promise.all(
    documents.map((document, at) => {
      const name = wanted[at] ?? "";
      const isAttached = attached.some(({ arn }) => arn === names.policyArn(name));
      return inspectPolicy(iam, { name, document, RoleName, isAttached }, target);
    }),
  );
  const others = attached.filter(({ name }) => !wanted.includes(name));
  const own = new RegExp(`^${names.policy(kind, 0).replace(/0$/, "")}\\d+$`);
  const detach = others
    .filter(({ name }) => own.test(name))
    .map(
      ({ name, arn }): Step => ({
        title: `Detach the policy ${name} from the role ${RoleName}`,
        details: ["The present plan needs fewer policies. The policy itself stays, unused."],
        run: () => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: arn })),
      }),
    );
  const notes = others
    .filter(({ name }) => !own.test(name))
    .map(
      ({ name, arn }) =>
        `The role ${RoleName} has the policy "${name}", which this command did not attach: aws iam detach-role-policy --role-name ${RoleName} --policy-arn ${arn}`,
    );
  return combined([...parts, { steps: detach, problems: [], notes }]);
}

async function attachedTo(iam: IAMClient, RoleName: string): Promise<{ name: string; arn: string }[]> {
  const answer = await orAbsent(`the policies of the role ${RoleName}`, () =>
    iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
  );
  return (answer?.AttachedPolicies ?? []).map(({ PolicyName = "", PolicyArn = "" }) => ({ name: PolicyName, arn: PolicyArn }));
}

interface WantedPolicy {
  readonly name: string;
  readonly document: Document;
  readonly RoleName: string;
  readonly isAttached: boolean;
}

async function inspectPolicy(iam: IAMClient, wanted: WantedPolicy, target: Target): Promise<Inspection> {
  const { name, document, RoleName, isAttached } = wanted;
  const { policyArn, tags } = namesOf(target);
  const PolicyArn = policyArn(name);
  const PolicyDocument = JSON.stringify(document);
  const attach = () => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const found = (await orAbsent(`the policy ${name}`, () => iam.send(new GetPolicyCommand({ PolicyArn }))))?.Policy;
  if (found === undefined) {
    const { gained } = changedActions(undefined, document);
    const title = `Create the policy ${name} with ${gained.length} actions, and attach it to the role ${RoleName}`;
    const run = async () => {
      await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument, Tags: iamTags(tags) }));
      await attach();
    };
    return { ...NOTHING, steps: [{ title, details: [], run }] };
  }
  if (!isOurs(found.Tags, tags)) {
    const problem = `The policy ${name} exists and was not made by this command for this stack: its tags are not ${tagText(tags)}. Rename or delete it, or give it these tags.`;
    return { ...NOTHING, problems: [problem] };
  }
  const steps: Step[] = [];
  const present = await versionOf(iam, PolicyArn, found);
  if (!sameJson(present, document)) {
    const run = async () => {
      await makeRoom(iam, PolicyArn);
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
    };
    steps.push({ title: `Change the policy ${name}`, details: changeLines(present, document), run });
  }
  if (!isAttached) steps.push({ title: `Attach the policy ${name} to the role ${RoleName}`, details: [], run: attach });
  return { ...NOTHING, steps };
}

function changeLines(present: unknown, document: Document): string[] {
  const { gained, lost } = changedActions(present, document);
  if (gained.length + lost.length === 0) return ["The same actions, on other resources or conditions."];
  return [...(gained.length > 0 ? [`+ ${gained.join(", ")}`] : []), ...(lost.length > 0 ? [`- ${lost.join(", ")}`] : [])];
}

async function versionOf(iam: IAMClient, PolicyArn: string, { DefaultVersionId: VersionId }: Policy): Promise<unknown> {
  const answer = await orAbsent(`the policy ${PolicyArn}`, () => iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId })));
  return decodedPolicy(answer?.PolicyVersion?.Document);
}

/** Deletes the oldest version that is not in use, where IAM takes no further one. */
async function makeRoom(iam: IAMClient, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  if (Versions.length < MAX_VERSIONS) return;
  const age = (id: string | undefined) => Number(id?.slice(1) ?? 0);
  const [oldest] = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).sort(
    (one, other) => age(one.VersionId) - age(other.VersionId),
  );
  if (oldest !== undefined) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest.VersionId }));
}
