import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { allowTraffic, type Peer } from "../network/allow-traffic.ts";
import type { Subnets } from "../network/network.ts";
import { type PolicyStatement, policyDocument } from "../policy-document.ts";
import type { PrivateBucket } from "../private-bucket.ts";
import { SESSION_MANAGER } from "../session-manager.ts";
import { PRODUCTS } from "./products.ts";

/** A server that the installers connect to. */
interface Server {
  readonly peer: Peer;
  readonly port: number;
}

export interface InstallerHostArgs {
  /** Name that the EC2 console shows. */
  instanceName: string;
  /** AWS's image of Windows. A newer one does not replace an existing host. */
  imageId: string;
  network: Subnets;
  sql: Server;
  redis: Server;
  /** Where the person on the host uploads the packages that the installers make. */
  packages: PrivateBucket;
}

/**
 * A Windows machine on which a person runs XMPro's installers. It accepts no connection: Session Manager, which the machine calls
 * itself, is the only access. Its role uploads packages and reads nothing: the person types the password of the SQL Server, and
 * imports the secrets from a machine of their own. There is nothing on it to keep.
 */
export class InstallerHost extends pulumi.ComponentResource {
  readonly instanceId: pulumi.Output<string>;

  constructor(name: string, args: InstallerHostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:xmpro:InstallerHost", name, {}, opts);
    const { network, sql, redis } = args;
    const group = new aws.ec2.SecurityGroup(
      name,
      { vpcId: network.vpcId, description: "Host of the XMPro installers" },
      { parent: this },
    );
    const anywhere: Peer = { cidrBlock: "0.0.0.0/0" };
    const targets = {
      https: { to: anywhere, port: 443, description: "Session Manager, S3, the products, downloads" },
      http: { to: anywhere, port: 80, description: "revocation lists and root certificates, which Windows fetches without TLS" },
      sql: { to: sql.peer, port: sql.port, description: "the installers create databases" },
      redis: { to: redis.peer, port: redis.port, description: "the installers check the connection" },
    };
    const rules = Object.entries(targets).flatMap(([purpose, target]) =>
      allowTraffic(`${name}-to-${purpose}`, { from: group, ...target }, this),
    );
    const role = this.role(name, args);
    const instance = new aws.ec2.Instance(
      name,
      {
        ami: args.imageId,
        instanceType: "t3.large",
        subnetId: pulumi.output(network.privateSubnetIds).apply(([first]) => first ?? ""),
        vpcSecurityGroupIds: [group.id],
        associatePublicIpAddress: false,
        iamInstanceProfile: role.profileName,
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        // GiB: Windows takes 30.
        rootBlockDevice: { volumeType: "gp3", volumeSize: 80, encrypted: true, deleteOnTermination: true },
        ebsOptimized: true,
        tags: { Name: args.instanceName },
      },
      { parent: this, ignoreChanges: ["ami"], dependsOn: [role.policy, ...rules] },
    );
    this.instanceId = instance.id;
    this.registerOutputs({ instanceId: this.instanceId });
  }

  private role(name: string, { packages, instanceName }: InstallerHostArgs) {
    const role = new aws.iam.Role(
      name,
      { description: instanceName, assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" }) },
      { parent: this },
    );
    const uploads: PolicyStatement = {
      Sid: "UploadPackages",
      Effect: "Allow",
      Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
      Resource: Object.keys(PRODUCTS).map((product) => packages.arn.apply((arn) => `${arn}/${product}/*`)),
    };
    const policy = new aws.iam.RolePolicy(
      name,
      { role: role.name, policy: policyDocument([SESSION_MANAGER, uploads]) },
      { parent: this },
    );
    return { policy, profileName: new aws.iam.InstanceProfile(name, { role: role.name }, { parent: this }).name };
  }
}
