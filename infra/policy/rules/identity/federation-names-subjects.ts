import { limits } from "../../read/iam/conditions.ts";
import { hasWildcard } from "../../read/iam/glob.ts";
import { onTrust } from "../../read/iam/on-trust.ts";
import type { Statement } from "../../read/policy-document.ts";
import { strings } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const GITHUB = "token.actions.githubusercontent.com";
const STS = "sts.amazonaws.com";
/** "repo:owner/name:environment:prod", also with the ids that GitHub adds since July 2026: "repo:owner@1/name@2:…". */
const SUBJECT = /^repo:[^/:]+\/[^/:]+:.+$/;

/** The provider's host, with the path that its condition keys begin with. */
function hostOf(provider: string): string {
  return provider.replace(/^arn:[^:]*:iam::\d*:oidc-provider\//i, "").toLowerCase();
}

function keyOf(host: string, claim: string): RegExp {
  return new RegExp(`^${host.replace(/[^a-z0-9]/g, "\\$&")}:${claim}$`);
}

function check({ principals, conditions }: Statement): readonly string[] {
  if (conditions === undefined) return [];
  return (principals?.federated ?? []).flatMap((provider) => {
    const host = hostOf(provider);
    const has = (claim: string, accepts: (value: string) => boolean) => limits(conditions, keyOf(host, claim), accepts);
    const isFixed = (value: string) => value !== "" && !hasWildcard(value);
    if (host.includes(":saml-provider/"))
      return limits(conditions, /^saml:aud$/, (value) => /^https:\/\/([a-z0-9-]+\.)?signin\.aws\.amazon\.com\/saml$/.test(value))
        ? []
        : [`${provider} must have StringEquals SAML:aud with AWS's sign-in page, got no such condition`];
    const isSubject = (value: string) => isFixed(value) && (host !== GITHUB || SUBJECT.test(value));
    return [
      has("aud", (value) => isFixed(value) && (host !== GITHUB || value === STS))
        ? []
        : [`${host} must have StringEquals ${host}:aud with the one audience, got no such condition`],
      has("sub", isSubject)
        ? []
        : [
            `${host} must have StringEquals ${host}:sub with whole subjects such as "repo:owner/name:environment:prod", got no such condition`,
          ],
    ].flat();
  });
}

export const federationNamesSubjects: Rule = {
  name: "federation-names-subjects",
  description: "A role accepts tokens of an identity provider for named subjects and one audience only.",
  remedy: "Name each subject of the token as a whole, without a wildcard, and the audience that the token is for.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
  checks: [
    onTrust(check),
    onResource("aws:iam/openIdConnectProvider:OpenIdConnectProvider", ({ url, clientIdLists }) => {
      const others = strings(clientIdLists).filter((id) => hasWildcard(id) || (String(url).includes(GITHUB) && id !== STS));
      return others.map((id) => `clientIdLists must be the one audience such as "${STS}", got ${quote(id)}`);
    }),
  ],
};
