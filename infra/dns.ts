import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface DnsArgs {
  /** Host names, lower case, that need records. */
  hosts: readonly string[];
  /**
   * Names of the hosted zones to create: the hosts themselves (each gets a delegation of its own) or a parent of all hosts. Left
   * out with `existingZoneId`.
   */
  zones?: readonly string[];
  /** Id of an existing zone of all hosts. */
  existingZoneId?: string;
  /**
   * True: a CAA record allows only Amazon to issue certificates in the new zones. False for a certificate of another authority,
   * which would refuse to issue the next one because of the record.
   */
  onlyAmazonIssues: boolean;
  /** True: `destroy` refuses to delete the zones, as their delegations would then lead nowhere. */
  durable: boolean;
}

/** The hosted zones of the host names: created, or one existing zone. */
export class Dns extends pulumi.ComponentResource {
  /** Zone name to its four name servers, for the DNS administrator; empty for an existing zone. */
  readonly nameServers: Readonly<Record<string, pulumi.Output<string[]>>>;
  private readonly zoneIds = new Map<string, pulumi.Output<string>>();

  constructor(name: string, args: DnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:Dns", name, {}, opts);
    const nameServers: Record<string, pulumi.Output<string[]>> = {};
    for (const zoneName of args.zones ?? []) {
      const zone = new aws.route53.Zone(
        `${name}-${zoneName}`,
        { name: zoneName, comment: "Managed by Pulumi", forceDestroy: !args.durable },
        { parent: this, protect: args.durable },
      );
      if (args.onlyAmazonIssues) {
        new aws.route53.Record(
          `${name}-${zoneName}-caa`,
          { zoneId: zone.zoneId, name: zoneName, type: "CAA", ttl: 3600, records: ['0 issue "amazon.com"', '0 issuewild ";"'] },
          { parent: this },
        );
      }
      nameServers[zoneName] = zone.nameServers;
      for (const host of args.hosts) {
        if (host === zoneName || host.endsWith(`.${zoneName}`)) this.zoneIds.set(host, zone.zoneId);
      }
    }
    if (args.existingZoneId !== undefined) {
      for (const host of args.hosts) this.zoneIds.set(host, pulumi.output(args.existingZoneId));
    }
    this.nameServers = nameServers;
    this.registerOutputs({ nameServers });
  }

  /** Id of the zone that holds the host's records. */
  zoneIdOf(host: string): pulumi.Output<string> {
    const zoneId = this.zoneIds.get(host);
    if (zoneId === undefined) throw new Error(`no hosted zone holds ${host}`);
    return zoneId;
  }
}

/** What an alias record points to: a load balancer's DNS name, and AWS's hosted zone of that name. */
export interface AliasTarget {
  readonly dnsName: pulumi.Input<string>;
  readonly hostedZoneId: pulumi.Input<string>;
}

/**
 * Points a host name to a load balancer, for IPv4 (A) and IPv6 (AAAA, which has no effect until the load balancer has IPv6
 * addresses).
 */
export function alias(
  name: string,
  { dns, host, target }: { dns: Dns; host: string; target: AliasTarget },
  parent: pulumi.Resource,
): void {
  for (const type of ["A", "AAAA"]) {
    new aws.route53.Record(
      `${name}-${type.toLowerCase()}`,
      {
        zoneId: dns.zoneIdOf(host),
        name: host,
        type,
        aliases: [{ name: target.dnsName, zoneId: target.hostedZoneId, evaluateTargetHealth: true }],
      },
      { parent },
    );
  }
}
