import {
  CreateRoleCommand,
  GetRoleCommand,
  type IAMClient,
  ListRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { ISSUER, namesOf, type RoleKind, type Target } from "../names.ts";
import type { Document } from "../permissions/statement.ts";
import { iamTags, isOurs, orAbsent } from "./aws-answers.ts";
import { decodedPolicy, sameJson } from "./same-json.ts";
import { type Inspection, NOTHING, type Step } from "./step.ts";

/** Seconds that a job may use the credentials. A first deployment takes more than an hour. */
export const SESSION_SECONDS = { preview: 3600, deploy: 7200 } as const satisfies Record<RoleKind, number>;

const DESCRIPTIONS = {
  preview: "GitHub Actions: previews and refreshes the stack, changes nothing in it",
  deploy: "GitHub Actions: deploys the stack",
} as const satisfies Record<RoleKind, string>;

/** A role and who may take it on. A role of that name that somebody else made is not touched. */
export async function inspectRole(iam: IAMClient, kind: RoleKind, trust: Document, target: Target): Promise<Inspection> {
  const names = namesOf(target);
  const RoleName = names.role(kind);
  const found = (await orAbsent(`the role ${RoleName}`, () => iam.send(new GetRoleCommand({ RoleName }))))?.Role;
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  const MaxSessionDuration = SESSION_SECONDS[kind];
  if (found === undefined) {
    const create = new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument,
      MaxSessionDuration,
      Description: DESCRIPTIONS[kind],
      Tags: iamTags(names.tags),
    });
    const step: Step = { title: `Create the role ${RoleName}`, details: whoMay(trust), run: () => iam.send(create) };
    return { ...NOTHING, steps: [step] };
  }
  if (!isOurs(found.Tags, names.tags)) {
    const problem = `The role ${RoleName} exists and was not made by this command for this stack: its tags are not ${tagText(names.tags)}. Look who uses it; then rename or delete it, or give it these tags to have its trust replaced.`;
    return { ...NOTHING, problems: [problem] };
  }
  const steps: Step[] = [];
  const present = decodedPolicy(found.AssumeRolePolicyDocument);
  if (!sameJson(present, trust))
    steps.push({
      title: `Replace who may take on the role ${RoleName}`,
      details: [...whoMay(present).map((line) => `- ${line}`), ...whoMay(trust).map((line) => `+ ${line}`)],
      run: () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: AssumeRolePolicyDocument })),
    });
  if (found.MaxSessionDuration !== MaxSessionDuration)
    steps.push({
      title: `Limit sessions of the role ${RoleName} to ${MaxSessionDuration / 3600} h`,
      details: [`They last up to ${(found.MaxSessionDuration ?? 0) / 3600} h now.`],
      run: () => iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration, Description: DESCRIPTIONS[kind] })),
    });
  const inline = await orAbsent(`the policies in the role ${RoleName}`, () =>
    iam.send(new ListRolePoliciesCommand({ RoleName })),
  );
  const notes = (inline?.PolicyNames ?? []).map(
    (name) =>
      `The role ${RoleName} has the inline policy "${name}", which this command did not make: aws iam delete-role-policy --role-name ${RoleName} --policy-name ${name}`,
  );
  return { steps, problems: [], notes };
}

/** Who a trust policy lets in, a line each. It may be anything, as somebody else may have written it. */
function whoMay(document: unknown): string[] {
  const statements = [(document as { Statement?: unknown } | undefined)?.Statement ?? []].flat() as {
    Effect?: string;
    Principal?: unknown;
    Condition?: { StringEquals?: Record<string, string | readonly string[]> };
  }[];
  const lines = statements.flatMap(({ Effect, Principal, Condition }) => {
    const { [`${ISSUER}:sub`]: subjects, [`${ISSUER}:repository_id`]: id, ...others } = Condition?.StringEquals ?? {};
    const isPlain = Object.keys(Condition ?? {}).join() === "StringEquals" && Object.keys(others).join() === `${ISSUER}:aud`;
    if (Effect === "Allow" && isPlain && subjects !== undefined && id !== undefined)
      return [subjects].flat().map((subject) => `${subject} of the repository ${id}`);
    return [
      `${Effect === "Deny" ? "not " : ""}${JSON.stringify(Principal)} ${Condition ? JSON.stringify(Condition) : "without a condition"}`,
    ];
  });
  return lines.length > 0 ? lines : ["nobody"];
}

export function tagText(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}="${value}"`)
    .join(", ");
}
