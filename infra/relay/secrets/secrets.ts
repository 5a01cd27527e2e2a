import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { ClientIdSecrets } from "./client-id-secrets.ts";
import { publicKeyOf } from "./identity.ts";

export interface SecretsArgs {
  secretVersion: number;
  kmsKeyArn: pulumi.Input<string>;
  durable: boolean;
  /** What must be there before anything that costs money. */
  dependsOn: readonly pulumi.Resource[];
}

/** Keys of the JSON text in the secret. */
export type SecretKey = "clientIdSecrets" | "clientIdSecret" | "identitySeed";

/** What the relay must keep for itself, generated here: one secret of Secrets Manager with the keys of {@link SecretKey}. */
export class Secrets extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Changes with the values, so that tasks are started anew and a roll-back gets the values of before. */
  readonly versionId: pulumi.Output<string>;
  /** The relay's Ed25519 public key, for clients to pin: 43 characters of base64url. Not a secret, and the same in all versions. */
  readonly identityPublicKey: pulumi.Output<string>;

  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:Secrets", name, {}, opts);
    const clientIds = new ClientIdSecrets(`${name}-client-ids`, args.secretVersion, { parent: this });
    const seed = new random.RandomBytes(`${name}-identity`, { length: 32 }, { parent: this }).hex;
    const secret = new aws.secretsmanager.Secret(
      name,
      {
        description: "What the relay signs client ids and its identity with",
        kmsKeyId: args.kmsKeyArn,
        recoveryWindowInDays: args.durable ? 30 : 0,
      },
      { parent: this, dependsOn: [...args.dependsOn] },
    );
    const values: Readonly<Record<SecretKey, pulumi.Output<string>>> = {
      clientIdSecrets: clientIds.list,
      clientIdSecret: clientIds.current,
      identitySeed: seed,
    };
    const version = new aws.secretsmanager.SecretVersion(
      name,
      { secretId: secret.id, secretString: pulumi.jsonStringify(values) },
      { parent: this },
    );
    this.arn = secret.arn;
    this.versionId = version.versionId;
    this.identityPublicKey = pulumi.unsecret(seed.apply(publicKeyOf));
    this.registerOutputs({ identityPublicKey: this.identityPublicKey });
  }
}
