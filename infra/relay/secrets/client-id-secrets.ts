import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/**
 * The secrets that sign client ids, in the order of the relay's list: the secret of this version, which signs, then the next and
 * the previous one, which only verify. So during a deployment, tasks of two consecutive versions accept each other's clients. An
 * increase by 1 does not affect clients. After a leak, an increase by 3 makes the relay refuse all leaked secrets, and clients
 * pair again by themselves.
 */
export class ClientIdSecrets extends pulumi.ComponentResource {
  /** The one that signs. */
  readonly current: pulumi.Output<string>;
  /** All of them, as the relay's CLIENT_ID_SECRET. */
  readonly list: pulumi.Output<string>;

  constructor(name: string, version: number, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:ClientIdSecrets", name, {}, opts);
    const secretOf = (one: number) =>
      new random.RandomPassword(`${name}-${one}`, { length: 48, special: false }, { parent: this }).result;
    this.current = secretOf(version);
    const others = [version + 1, ...(version > 1 ? [version - 1] : [])].map(secretOf);
    this.list = pulumi.all([this.current, ...others]).apply((secrets) => secrets.join(","));
    this.registerOutputs({});
  }
}
