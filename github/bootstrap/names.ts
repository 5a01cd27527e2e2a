/** Where a stack is deployed. */
export interface Target {
  /** Pulumi's project, such as "xmpro". */
  readonly project: string;
  readonly stack: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
}

/** Host of GitHub's tokens: name of the OIDC provider, and first part of its condition keys. */
export const ISSUER = "token.actions.githubusercontent.com";
/** Whom a token for AWS is meant for: what AWS's own action asks for. */
export const AUDIENCE = "sts.amazonaws.com";

/** What may do what: `preview` looks, `deploy` changes. */
export type RoleKind = "preview" | "deploy";

/** Names of all that the command creates, so that a second run finds it again. */
export function namesOf({ project, stack, accountId, region }: Target) {
  const prefix = `${project}-${stack}`;
  const iam = (resource: string) => `arn:aws:iam::${accountId}:${resource}`;
  return {
    prefix,
    bucket: `${prefix}-state-${accountId}`,
    keyAlias: `alias/${prefix}-pulumi`,
    providerArn: iam(`oidc-provider/${ISSUER}`),
    role: (kind: RoleKind) => `${prefix}-${kind}`,
    roleArn: (kind: RoleKind) => iam(`role/${prefix}-${kind}`),
    policy: (kind: RoleKind, part: number) => `${prefix}-${kind}-${part}`,
    policyArn: (name: string) => iam(`policy/${name}`),
    /** What `pulumi login` takes. */
    backend: `s3://${prefix}-state-${accountId}?region=${region}&awssdk=v2`,
    /** What `pulumi stack change-secrets-provider` takes. */
    secretsProvider: `awskms://alias/${prefix}-pulumi?region=${region}`,
    /** Tags of all that the command creates. */
    tags: { project, stack, "managed-by": "npm run bootstrap" } as Readonly<Record<string, string>>,
  };
}
