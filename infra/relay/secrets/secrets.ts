import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { ClientIdSecrets } from "./client-id-secrets.ts";
import { publicKeyOf } from "./identity.ts";

export interface SecretsArgs {
  accountId: string;
  region: string;
  /** First part of every fixed name, "xmpro-prod". */
  prefix: string;
  secretVersion: number;
  kmsKeyArn: pulumi.Input<string>;
}

/** Name and description of each parameter. */
const PARAMETERS = {
  clientIdSecrets: { name: "client-id-secrets", description: "What the relay signs client ids with, and accepts" },
  clientIdSecret: { name: "client-id-secret", description: "What the vendor's relay signs client ids with" },
  identitySeed: { name: "identity-seed", description: "Seed of the identity that clients of the relay pin" },
} as const;
export type SecretKey = keyof typeof PARAMETERS;

/**
 * The relay's secrets, generated here: SecureStrings in SSM, as all secrets of the stack. Secrets Manager expects a rotation
 * function for a secret, which would not know the next secrets of the list. Here an increase of the version rotates them.
 */
export class Secrets extends pulumi.ComponentResource {
  /** ARNs, known once the values exist. */
  readonly arns: Readonly<Record<SecretKey, pulumi.Output<string>>>;
  /** "/xmpro-prod/relay/": the prefix of all names. */
  readonly path: string;
  /** Changes with the values, so that ECS replaces the tasks. */
  readonly versions: pulumi.Output<string>;
  /**
   * The relay's Ed25519 public key, for clients to pin: 43 characters of base64url. Not a secret, and the same in all versions.
   */
  readonly identityPublicKey: pulumi.Output<string>;

  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:Secrets", name, {}, opts);
    const clientIds = new ClientIdSecrets(`${name}-client-ids`, args.secretVersion, { parent: this });
    const seed = new random.RandomBytes(`${name}-identity`, { length: 32 }, { parent: this }).hex;
    this.path = `/${args.prefix}/relay/`;
    const values = { clientIdSecrets: clientIds.list, clientIdSecret: clientIds.current, identitySeed: seed };
    const parameter = (key: SecretKey) =>
      new aws.ssm.Parameter(
        `${name}-${PARAMETERS[key].name}`,
        {
          name: `${this.path}${PARAMETERS[key].name}`,
          type: "SecureString",
          description: PARAMETERS[key].description,
          value: pulumi.secret(values[key]),
          keyId: args.kmsKeyArn,
        },
        { parent: this },
      );
    const parameters = {
      clientIdSecrets: parameter("clientIdSecrets"),
      clientIdSecret: parameter("clientIdSecret"),
      identitySeed: parameter("identitySeed"),
    };
    const arnOf = ({ name: parameterName }: aws.ssm.Parameter) =>
      parameterName.apply((known) => `arn:aws:ssm:${args.region}:${args.accountId}:parameter${known}`);
    this.arns = {
      clientIdSecrets: arnOf(parameters.clientIdSecrets),
      clientIdSecret: arnOf(parameters.clientIdSecret),
      identitySeed: arnOf(parameters.identitySeed),
    };
    this.versions = pulumi.all(Object.values(parameters).map(({ version }) => version)).apply((versions) => versions.join("."));
    this.identityPublicKey = pulumi.unsecret(seed.apply(publicKeyOf));
    this.registerOutputs({ identityPublicKey: this.identityPublicKey });
  }
}
