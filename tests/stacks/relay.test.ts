import { describe, expect, it } from "vitest";
import { policyReport } from "../../preview/model/policy-report.ts";
import { short } from "../support/program/deploy.ts";
import { deployStack } from "../support/program/deploy-stack.ts";
import { securityGroupRules } from "../support/program/security-group-rules.ts";

const id = "0123456789abcdef0";
const digest = `sha256:${"ab".repeat(32)}`;
const vendors = `709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/mte-relay-server@${digest}`;
const network = {
  vpcId: `vpc-${id}`,
  publicSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
  privateSubnetIds: ["subnet-0123456789abcdef3", "subnet-0123456789abcdef4"],
  relaySubnetIds: ["subnet-0123456789abcdef5", "subnet-0123456789abcdef6"],
  s3EndpointId: `vpce-${id}`,
};

const collector = `111122223333.dkr.ecr.us-east-1.amazonaws.com/aws-otel-collector@${digest}`;

/** Settings for each way to run the relay, or not to run it. */
const ways: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "with default settings": {},
  "when turned off": { relayEnabled: false },
  "while the certificate is pending": { waitForCertificate: false },
  "on Graviton": { relayArchitecture: "arm64" },
  "with a given image": { relayImage: `registry.example.com/relay@${digest}` },
  "with the vendor's image": { relayImage: vendors, relayMarketplace: true, relayPassThroughRoutes: ["/health"] },
  "in front of an API in a network": { relayUpstream: "http://10.40.0.7:3000", relayUpstreamReach: "10.40.0.0/24" },
  "in front of an API with a security group": {
    ...network,
    relayUpstream: "http://api.internal",
    relayUpstreamReach: `sg-${id}`,
  },
  "with endpoints, a web ACL and a shell": { relayVpcEndpoints: true, relayWafRateLimit: 2000, relayExec: true },
  "with traces": { relayTracesImage: collector },
  "with traces, endpoints and a shell": { relayTracesImage: collector, relayVpcEndpoints: true, relayExec: true },
  "with a second secret and one task": { relaySecretVersion: 2, relayMinTasks: 1 },
};

describe("the relay", () => {
  it.each(Object.entries(ways))("violates no policy rule %s", async (_, settings) => {
    const { resources } = await deployStack("nonprod", settings);
    expect(policyReport(resources).violations).toEqual([]);
  });

  it("has its URL, public key, repository and log group in the outputs", async () => {
    const { outputs } = await deployStack("nonprod");
    expect(outputs.relay).toMatchObject({
      url: "https://relay-nonprod-xmpro.example.com",
      identityPublicKey: expect.stringMatching(/^[\w-]{43}$/),
      repositoryUrl: "111122223333.dkr.ecr.us-east-1.amazonaws.com/xmpro-nonprod-relay",
      logGroupName: "/ecs/xmpro-nonprod-relay",
    });
  });

  it("leaves only its DNS zone when turned off", async () => {
    const made = await deployStack("nonprod", { relayEnabled: false });
    const types = new Set(made.resources.map(({ type }) => short(type)));
    const relays = /^(xmpro-aws:relay|ecs|ecr|lb|docker|appautoscaling|secretsmanager)|ServerlessCache|RandomBytes/;
    expect([...types].filter((type) => relays.test(type))).toEqual([]);
    expect(made.resources.filter(({ name }) => name.startsWith("relay"))).toEqual([]);
    expect(made.outputs.relay).toBeUndefined();
    // The relay can then be turned on again without a new certificate.
    expect(made.ofType("route53.Zone").map(({ inputs }) => inputs.name)).toContain("relay-nonprod-xmpro.example.com");
  });

  it("has no inbound rule and no task while the certificate is pending", async () => {
    const made = await deployStack("nonprod", { waitForCertificate: false });
    expect(securityGroupRules(made).filter((rule) => rule.startsWith("in relay-balancer"))).toEqual([]);
    expect([...made.ofType("ecs.Service"), ...made.ofType("lb.Listener")]).toEqual([]);
  });

  it("builds no image if relayImage names one", async () => {
    const made = await deployStack("nonprod", ways["with a given image"]);
    expect([...made.ofType("docker:index/image:Image"), ...made.ofType("awsx:ecr:Repository")]).toEqual([]);
    expect(made.lookUps.map(({ token }) => token)).not.toContain("aws:ecr/getAuthorizationToken:getAuthorizationToken");
    expect(made.the("ecs.TaskDefinition").inputs.containerDefinitions).toContain(`registry.example.com/relay@${digest}`);
  });

  it("can connect to its upstream only in the range that relayUpstreamReach names", async () => {
    const made = await deployStack("nonprod", ways["in front of an API in a network"]);
    const out = securityGroupRules(made).filter((rule) => rule.startsWith("out relay-tasks"));
    expect(out).toEqual(
      ["443 to 0.0.0.0/0", "6379 to relay-cache", "6380 to relay-cache", "3000 to 10.40.0.0/24"]
        .map((rule) => `out relay-tasks tcp ${rule}`)
        .sort(),
    );
  });

  it("accepts connections only from allowedCidrs and the stack's own addresses", async () => {
    const made = await deployStack("nonprod", { allowedCidrs: ["203.0.113.0/24"] });
    expect(securityGroupRules(made).filter((rule) => rule.startsWith("in relay-balancer"))).toEqual([
      "in relay-balancer tcp 443 from 192.0.2.1/32",
      "in relay-balancer tcp 443 from 203.0.113.0/24",
      "in relay-balancer tcp 80 from 192.0.2.1/32",
      "in relay-balancer tcp 80 from 203.0.113.0/24",
    ]);
  });

  it("has a load balancer with deletion protection in prod, and without it in nonprod", async () => {
    const protection = async (stack: "prod" | "nonprod") =>
      (await deployStack(stack)).the("lb.LoadBalancer").inputs.enableDeletionProtection;
    expect([await protection("prod"), await protection("nonprod")]).toEqual([true, false]);
  });
});
