import type { Section } from "./setting.ts";

export const relay = {
  relayEnabled: {
    type: "boolean",
    default: true,
    description:
      "Whether there is a relay. Only pages that call an API with mteFetch need one: XMPro's own pages do not call it. The hosted zone of its host name, and its name in the certificate, are created in any case.",
    change:
      "Setting it to false deletes the relay. It is refused while the relay's load balancer is protected, as with dataProtection durable.",
  },
  relayImage: {
    type: "string",
    description:
      "Container image for x86_64, named by its digest (...@sha256:<64 hex>), such as the MTE Relay Server of Eclypses (the vendor) from AWS Marketplace. Not set: the image is built from relay-service/, which needs a Docker engine, and pushed to a repository of the stack.",
  },
  relayMarketplace: {
    type: "boolean",
    default: false,
    description:
      "Whether relayImage is the vendor's image from AWS Marketplace. It is then configured with the variables that the vendor documents, and may report its usage to AWS. Subscribe to it first.",
  },
  relayArchitecture: {
    type: "string",
    values: ["x86_64", "arm64"],
    perStack: true,
    description:
      'Processor of the tasks and of the built image: "x86_64", or "arm64" for Graviton, which costs a fifth less. The Docker engine must be able to build for it.',
  },
  relayUpstream: {
    type: "string",
    description:
      "URL of the API behind the relay. A path in it is put before the path of every request. It must be https if the API is reached over the internet. If it is Subscription Manager, bootstrapAllowedCidrs limits the relay too. Not set: App Designer.",
  },
  relayUpstreamReach: {
    type: "string",
    perStack: true,
    description:
      'How the relay reaches relayUpstream: "internet" through NAT, the id of the API\'s security group (needs vpcId), or the IPv4 network of the API.',
  },
  relayDomains: {
    type: "array",
    description:
      'APIs that the relay has behind hosts of their own, at most 10. Each is "sm", "ad" or "ds" for a product, at relay-<product>-xmpro.<domain> in prod and relay-<product>-nonprod-xmpro.<domain> in nonprod; or host=URL, with the id of a security group or an IPv4 network of the VPC after a space where the API is not on the internet. Hosts are within domain. A certificate of your own must have them too. If one is Subscription Manager, bootstrapAllowedCidrs limits the relay too. Not set: the relay has relayUpstream only.',
    change:
      "A change replaces the certificate of these hosts before it deletes the previous one, and starts new tasks before the old ones stop. Clients of a removed host lose it. With dnsZones host, each host has a hosted zone: it must be delegated when it is added, and is protected with dataProtection durable.",
  },
  relayCorsOrigins: {
    type: "array",
    description:
      "Exact origins of the pages that may call the relay, or host=origin for one host of relayDomains. Not set: the origins of the products.",
  },
  relayPassThroughRoutes: {
    type: "array",
    description:
      "Paths, or prefixes that end in /*, that the relay forwards in the clear, without its protection; host/path for one host of relayDomains. Not set: none.",
  },
  relayPassHeaders: {
    type: "array",
    description:
      "Request headers that the relay forwards although it drops them otherwise, as some servers take a route, a method, a host, an address or a user from them. An example is x-http-method-override. Not set: none.",
  },
  relayMessageCrypto: {
    type: "string",
    description:
      'What does the cryptography of messages. "auto": the relay\'s native part where it fits Node\'s own OpenSSL, otherwise Node. "node": always Node. "native": always the native part; the relay does not start without it. Not set: auto.',
  },
  relayUpstreamClient: {
    type: "string",
    description:
      'HTTP client for relayUpstream. "builtin": the relay\'s own, which is faster and stricter. "node": Node\'s. Not set: builtin.',
  },
  relayMaxBodyBytes: {
    type: "integer",
    description: "Largest body of a request in bytes. Not set: 67108864.",
  },
  relayUpstreamTimeoutMs: {
    type: "integer",
    description:
      "Time in milliseconds that the API may take to begin its response, and between two parts of it, at most 3580000. Not set: 30000.",
  },
  relaySecretVersion: {
    type: "integer",
    perStack: true,
    description: "Version of the secret that signs client ids, 1 to 999.",
    change:
      "Increase it by 1 to rotate: a new secret signs, the previous one stays valid, new tasks start before the old ones stop, and clients are unaffected. Increase it by 3 after a leak: no previous secret stays valid, and clients pair again by themselves.",
  },
  relayCpu: {
    type: "integer",
    perStack: true,
    description: "CPU units of a task, 1024 for each processor: 256, 512, 1024, 2048, 4096, 8192 or 16384.",
  },
  relayMemory: {
    type: "integer",
    perStack: true,
    description: "Memory of a task in MiB, one of the sizes that Fargate offers with relayCpu.",
  },
  relayMinTasks: {
    type: "integer",
    perStack: true,
    description: "Minimum number of tasks, 1 to 100. At least 2 with dataProtection durable.",
    change: "During the hours of relayNight, a change takes effect when they end.",
  },
  relayMaxTasks: {
    type: "integer",
    perStack: true,
    description: "Maximum number of tasks, 1 to 100.",
  },
  relayRequestsPerTarget: {
    type: "integer",
    perStack: true,
    description: "Requests a minute that one task should serve, 60 to 1000000. Above it, tasks are added.",
  },
  relayNight: {
    type: "string",
    perStack: true,
    description: '"off", or the daily hours, UTC, hh:mm-hh:mm, at least 60 minutes, in which one task is enough.',
    change: "Turn it off by day, or with `pulumi up --refresh`. Otherwise the one task of the night stays.",
  },
  relayCacheEngine: {
    type: "string",
    values: ["valkey", "redis"],
    perStack: true,
    description:
      'Engine of the cache in which tasks share their pairs, "valkey" or "redis". redis costs at least 91 USD a month.',
    change: "A change ends all pairs. Clients pair again.",
  },
  relayCacheMaxStorage: {
    type: "integer",
    perStack: true,
    description: "Maximum storage of the cache in GB, 1 to 5000. It limits the cost.",
  },
  relayCacheMaxEcpu: {
    type: "integer",
    perStack: true,
    description:
      "Maximum ECPU a second of the cache, 1000 to 15000000. It limits the cost. Above it, the relay refuses requests.",
  },
  relayCacheSnapshotDays: {
    type: "integer",
    perStack: true,
    description: "Days for which snapshots of the cache are kept, 1 to 35. A pair lives for an hour.",
  },
  relaySubnetIds: {
    type: "array",
    description:
      "Two or more subnets of the existing VPC for the relay's tasks, in at least two zones, that reach the internet through NAT. Their route tables must not lead to the S3 endpoint of the private subnets, through which anybody can read the certificate files. Needed with vpcId and the relay. Without vpcId, subnets are created.",
  },
  relayRouteTableIds: {
    type: "array",
    description:
      "Route tables of relaySubnetIds, to which an S3 endpoint is added that gives access to image layers only. Only with vpcId and relayVpcEndpoints. Not set: tasks get image layers over the routes that these subnets have.",
  },
  relayVpcEndpoints: {
    type: "boolean",
    default: false,
    description:
      "Whether tasks reach ECR, Parameter Store and CloudWatch through endpoints in the VPC instead of NAT. It costs about 7 USD a month for each of four endpoints in each zone. Image layers come through an S3 endpoint that gives access to nothing else in S3 of the region. With vpcId, only where the VPC has none of the four endpoints yet.",
  },
  relayWafRateLimit: {
    type: "integer",
    description:
      "Maximum number of requests from one address in 5 minutes, 10 to 2000000000. Setting it puts AWS WAF in front of the relay with AWS's managed rules, also where webAcl is off. Not set: no limit.",
  },
  relayTracesImage: {
    type: "string",
    description:
      "Image of the AWS Distro for OpenTelemetry collector in ECR, named by its digest. Setting it adds the collector to each task, which sends the relay's traces to X-Ray and its metrics to CloudWatch. AWS publishes it as public.ecr.aws/aws-observability/aws-otel-collector: copy it to ECR. It needs relayMemory of 1024 or more. Not set: no traces.",
  },
  relayExec: {
    type: "boolean",
    default: false,
    description: "Whether people with the IAM permission may open a shell in a running task (ECS Exec). Must be false in prod.",
  },
} as const satisfies Section;
