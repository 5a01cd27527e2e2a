import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/**
 * The secrets that client ids are signed with, as the relay's list: the one of this version, which signs, then the next and the one
 * before, which only verify. So tasks of two versions that follow each other accept each other's clients while one takes the
 * other's place. Raised by one, nobody notices. Raised by three after a leak, nothing of what leaked is accepted any more, and
 * clients pair again by themselves.
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
