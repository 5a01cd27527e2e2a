import type { RoleKind } from "./names.ts";

/** What a person must set for each environment of a stack in GitHub, so that nobody else's code gets its role. */
export function protections(stack: string): { readonly environment: string; readonly protection: string }[] {
  const main = "only the default branch";
  return [
    {
      environment: `${stack}-preview`,
      protection: "reviewers: the code of a pull request runs there with credentials that decrypt the stack's secrets",
    },
    { environment: `${stack}-drift`, protection: `${main}, and no reviewers: it runs every night, with the same credentials` },
    { environment: stack, protection: stack === "prod" ? `${main}, and reviewers who approve the plan` : main },
  ];
}

/** The GitHub environments whose jobs may use a role. The workflows name no other. */
export function environmentsOf(kind: RoleKind, stack: string): string[] {
  return kind === "deploy" ? [stack] : [`${stack}-preview`, `${stack}-drift`];
}
