import type { Repository } from "../../../github/bootstrap/repository.ts";
import { conditionsHold } from "./policy-evaluator.ts";

export const REPOSITORY: Repository = { owner: "acme", name: "xmpro", id: "123456789", ownerId: "987654321" };
const ISSUER = "token.actions.githubusercontent.com";

export interface Claims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly repository: string;
  readonly repository_id: string;
  readonly [claim: string]: string;
}

/** The claims of a token as GitHub's OIDC reference lists them, for a job of the repository in an environment. */
export function claimsOf(environment: string, changes: Readonly<Record<string, string>> = {}): Claims {
  return {
    iss: `https://${ISSUER}`,
    aud: "sts.amazonaws.com",
    sub: `repo:acme/xmpro:environment:${environment}`,
    ref: "refs/heads/main",
    ref_type: "branch",
    sha: "0123456789abcdef0123456789abcdef01234567",
    repository: "acme/xmpro",
    repository_id: REPOSITORY.id,
    repository_owner: "acme",
    repository_owner_id: REPOSITORY.ownerId,
    repository_visibility: "public",
    event_name: "push",
    environment,
    actor: "octocat",
    actor_id: "583231",
    workflow: "deploy",
    job_workflow_ref: "acme/xmpro/.github/workflows/deploy.yml@refs/heads/main",
    runner_environment: "github-hosted",
    run_id: "1",
    run_attempt: "1",
    ...changes,
  };
}

/** A token of another kind of job or of another repository, and why none of our roles may take it. */
export const STRANGERS: readonly (readonly [who: string, changes: Readonly<Record<string, string>>])[] = [
  ["a repository that got the same name later", { repository_id: "555", sub: "repo:acme/xmpro:environment:prod" }],
  [
    "the same, in the spelling with ids",
    { repository_id: "555", repository_owner_id: "666", sub: "repo:acme@666/xmpro@555:environment:prod" },
  ],
  [
    "a forged subject of a repository with another id",
    { repository_id: "555", sub: "repo:acme@987654321/xmpro@123456789:environment:prod" },
  ],
  ["a fork", { repository: "mallory/xmpro", repository_id: "777", sub: "repo:mallory/xmpro:environment:prod" }],
  [
    "another repository of the owner",
    { repository: "acme/xmpro2", repository_id: "888", sub: "repo:acme/xmpro2:environment:prod" },
  ],
  ["the repository after a transfer to another owner", { sub: "repo:mallory@1/xmpro@123456789:environment:prod" }],
  ["another environment", { environment: "production", sub: "repo:acme/xmpro:environment:production" }],
  ["an environment of the other stack", { environment: "nonprod", sub: "repo:acme/xmpro:environment:nonprod" }],
  ["an environment whose name only begins alike", { sub: "repo:acme/xmpro:environment:prod-x" }],
  ["a branch without an environment", { sub: "repo:acme/xmpro:ref:refs/heads/main" }],
  ["a branch that is called like an environment", { sub: "repo:acme/xmpro:ref:refs/heads/environment:prod" }],
  ["a tag", { sub: "repo:acme/xmpro:ref:refs/tags/v1" }],
  ["a pull request", { event_name: "pull_request", sub: "repo:acme/xmpro:pull_request" }],
  ["an owner in other case", { sub: "repo:Acme/xmpro:environment:prod" }],
  ["an environment in other case", { sub: "repo:acme/xmpro:environment:Prod" }],
  ["a wildcard as subject", { sub: "*" }],
  ["another audience", { aud: "https://github.com/acme" }],
  ["an empty subject", { sub: "" }],
];

/** Whether AWS STS gives a role with this trust policy for a token: written from AWS's and GitHub's pages, not from the code under test. */
export function mayAssume(trust: unknown, claims: Claims, providerArn: string): boolean {
  const { Statement } = trust as {
    Statement: readonly {
      Effect: string;
      Principal: { Federated?: string };
      Action: readonly string[];
      Condition?: Parameters<typeof conditionsHold>[0];
    }[];
  };
  if (claims.iss !== `https://${providerArn.split(":oidc-provider/")[1]}`) return false;
  const context = Object.fromEntries(Object.entries(claims).map(([claim, value]) => [`${ISSUER}:${claim}`, value]));
  return Statement.some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === "Allow" &&
      Principal.Federated === providerArn &&
      Action.includes("sts:AssumeRoleWithWebIdentity") &&
      conditionsHold(Condition ?? {}, context),
  );
}
