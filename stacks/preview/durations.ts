import type { Registered } from "./engine.ts";

export interface Duration {
  readonly type: string;
  /** Only for resources with these arguments; without it for all of the type that no row above fits. */
  readonly when?: (inputs: Registered["inputs"]) => boolean;
  /** Seconds from the request until Pulumi goes on, in a quiet region. */
  readonly seconds: number;
  /** True when no source gives the figure itself. */
  readonly estimate: boolean;
  readonly source: string;
}

/** What takes longer than a moment to make. The first row that fits counts. Nothing of it was measured in an account. */
export const durations: readonly Duration[] = [
  {
    type: "aws:rds/instance:Instance",
    when: ({ multiAz }) => multiAz === true,
    seconds: 45 * 60,
    estimate: true,
    source:
      "the single one, then AWS adds the second zone and mirrors: hashicorp/terraform#5831 and #2886 report more than 40 minutes, the provider waits 40 by default",
  },
  {
    type: "aws:rds/instance:Instance",
    seconds: 18 * 60,
    estimate: true,
    source:
      "acceptance test MSSQL_tz makes and deletes two one after the other in 30 minutes, hashicorp/terraform-provider-aws#23560; the first backup is longer with encryption and logs",
  },
  {
    type: "aws:elasticbeanstalk/environment:Environment",
    seconds: 13 * 60,
    estimate: true,
    source:
      "a Linux one takes about 10 minutes (hashicorp/terraform#13359 and #5967), Windows starts some minutes slower (buildkite/elastic-ci-stack-for-aws#595: 6 minutes); the provider waits 20 by default",
  },
  {
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    when: ({ numCacheClusters }) => Number(numCacheClusters) > 1,
    seconds: 10 * 60,
    estimate: true,
    source:
      "acceptance test multiAzInVPC makes and deletes one in 10 minutes, hashicorp/terraform-provider-aws#49268; logs and encryption add some",
  },
  {
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    seconds: 8 * 60,
    estimate: true,
    source: "acceptance tests make and delete one in 8 to 11 minutes, hashicorp/terraform-provider-aws#49268 and #45518",
  },
  {
    type: "aws:elasticache/serverlessCache:ServerlessCache",
    seconds: 4 * 60,
    estimate: true,
    source: "acceptance tests make and delete one in 5 to 6 minutes, hashicorp/terraform-provider-aws#46134 and #48380",
  },
  {
    type: "aws:ecs/service:Service",
    seconds: 3 * 60,
    estimate: true,
    source:
      "acceptance test LaunchTypeFargate_waitForSteadyState makes and deletes one in 3 minutes, hashicorp/terraform-provider-aws#24223; health checks of a load balancer add some",
  },
  {
    type: "aws:lb/loadBalancer:LoadBalancer",
    seconds: 3 * 60,
    estimate: true,
    source: "no more than 5 minutes as a rule, hashicorp/terraform#24799; the provider waits 10 by default",
  },
  {
    type: "docker:index/image:Image",
    seconds: 2 * 60,
    estimate: true,
    source: "a first build takes about a minute here; the push depends on the line of whoever deploys",
  },
  {
    type: "aws:acm/certificateValidation:CertificateValidation",
    seconds: 3 * 60,
    estimate: true,
    source: "a few minutes once the proof can be read in DNS; AWS promises less than 30, the provider waits 75",
  },
  {
    type: "aws:ec2/natGateway:NatGateway",
    seconds: 2 * 60,
    estimate: true,
    source: "usually 1 to 3 minutes; kubernetes/kops#944 saw up to 5 and more",
  },
  {
    type: "aws:route53/zone:Zone",
    seconds: 45,
    estimate: false,
    source: "acceptance test Zone_importBasic makes and deletes one in 59 seconds, hashicorp/terraform-provider-aws#3568",
  },
  {
    type: "aws:route53/record:Record",
    seconds: 40,
    estimate: false,
    source: "37 to 39 seconds in hashicorp/terraform-provider-aws#11300: the provider waits until all name servers know it",
  },
  {
    type: "aws:kms/key:Key",
    seconds: 20,
    estimate: true,
    source: "the provider waits until rotation and policy are seen everywhere",
  },
  {
    type: "aws:ec2/internetGateway:InternetGateway",
    seconds: 10,
    estimate: true,
    source: "seconds, then attached",
  },
  {
    type: "aws:ec2/vpc:Vpc",
    seconds: 15,
    estimate: false,
    source: "11 to 39 seconds in turbot/steampipe-plugin-aws#246 and #454, more with DNS host names on",
  },
  {
    type: "aws:ec2/subnet:Subnet",
    seconds: 11,
    estimate: true,
    source: "3 to 8 seconds in turbot/steampipe-plugin-aws#246 and #454; 10 more where public addresses are given",
  },
  {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    when: ({ vpcEndpointType }) => vpcEndpointType === "Interface",
    seconds: 2 * 60,
    estimate: true,
    source: "AWS puts an address into each subnet; the provider waits until it is available, 10 minutes by default",
  },
  { type: "aws:ec2/vpcEndpoint:VpcEndpoint", seconds: 10, estimate: true, source: "a gateway endpoint is a route" },
  {
    type: "aws:iam/instanceProfile:InstanceProfile",
    seconds: 10,
    estimate: true,
    source: "the provider waits until IAM has spread it",
  },
];

/** Seconds for everything that is not in the table: one or two requests. */
const A_MOMENT = 3;

/** Expected seconds of the first creation. A component is a folder and takes none. */
export function expectedSeconds({ type, inputs, custom }: Registered): number {
  if (!custom) return 0;
  return durations.find((row) => row.type === type && (row.when?.(inputs) ?? true))?.seconds ?? A_MOMENT;
}
