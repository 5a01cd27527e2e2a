import { describe, expect, it } from "vitest";
import { type Deployed, leaks } from "../../../support/program/deploy.ts";
import { statementsOf } from "../../../support/program/policy-statements.ts";
import { securityGroupRules } from "../../../support/program/security-group-rules.ts";
import { DIGEST, deployRelay, exampleSettings } from "../example-relay.ts";

const upstream = (UPSTREAM: string) => ({ ...exampleSettings.variables, UPSTREAM });
const outward = async (...args: Parameters<typeof deployRelay>) =>
  // The destination S3 is a prefix list of AWS, not a group or a range.
  securityGroupRules(await deployRelay(...args)).filter((rule) => /^out relay-tasks .* to (?!undefined)/.test(rule));
const TO_CACHE = ["out relay-tasks tcp 6379 to relay-cache", "out relay-tasks tcp 6380 to relay-cache"];

describe("the relay's security group rules", () => {
  it("are exactly the expected ones", async () => {
    expect(securityGroupRules(await deployRelay())).toEqual([
      "in relay-balancer tcp 443 from 203.0.113.0/24",
      "in relay-balancer tcp 80 from 203.0.113.0/24",
      "in relay-cache tcp 6379 from relay-tasks",
      "in relay-cache tcp 6380 from relay-tasks",
      "in relay-tasks tcp 8080 from relay-balancer",
      "out relay-balancer tcp 8080 to relay-tasks",
      "out relay-tasks tcp 443 to 0.0.0.0/0",
      ...TO_CACHE,
    ]);
  });

  it("include no inbound rule of the load balancer while there is no certificate", async () => {
    const made = await deployRelay({}, { certificateArn: undefined });
    expect(securityGroupRules(made).filter((rule) => rule.startsWith("in relay-balancer"))).toEqual([]);
  });

  it("belong to groups without inline rules", async () => {
    for (const { inputs } of (await deployRelay({ vpcEndpoints: true })).ofType("ec2.SecurityGroup")) {
      expect([inputs.ingress, inputs.egress, inputs.vpcId]).toEqual([undefined, undefined, "vpc-1"]);
    }
  });

  it("have descriptions with characters that AWS allows", async () => {
    const made = await deployRelay({ vpcEndpoints: true });
    const rules = [...made.ofType("vpc.SecurityGroupIngressRule"), ...made.ofType("vpc.SecurityGroupEgressRule")];
    for (const { inputs } of rules) expect(inputs.description).toMatch(/^[A-Za-z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
  });

  it.each([
    ["http://api.example.com", 80],
    ["https://api.example.com:8443/base", 8443],
  ])("allow %s on its port, besides AWS", async (url, port) => {
    expect(await outward({ variables: upstream(url), upstreamReach: { kind: "internet", port } })).toEqual(
      [`out relay-tasks tcp ${port} to 0.0.0.0/0`, "out relay-tasks tcp 443 to 0.0.0.0/0", ...TO_CACHE].sort(),
    );
  });

  it.each([
    [{ securityGroupId: "sg-api" }, "sg-api"],
    [{ cidrBlock: "10.0.8.0/24" }, "10.0.8.0/24"],
  ])("allow only one destination in the VPC, the upstream: %j", async (reach, peer) => {
    expect(
      await outward({ variables: upstream("http://api.internal:3000"), upstreamReach: { kind: "vpc", reach, port: 3000 } }),
    ).toEqual([`out relay-tasks tcp 3000 to ${peer}`, "out relay-tasks tcp 443 to 0.0.0.0/0", ...TO_CACHE].sort());
  });

  it("allow only the tasks to connect to the upstream's security group", async () => {
    const reach = { kind: "vpc", reach: { securityGroupId: "sg-api" }, port: 3000 } as const;
    const inward = securityGroupRules(await deployRelay({ upstreamReach: reach })).filter((rule) => rule.includes("sg-api"));
    expect(inward).toEqual(["in sg-api tcp 3000 from relay-tasks", "out relay-tasks tcp 3000 to sg-api"]);
  });
});

describe("interface endpoints", () => {
  const inside = { vpcEndpoints: true, upstreamReach: { kind: "vpc", reach: { cidrBlock: "10.0.8.0/24" }, port: 443 } } as const;

  it("are the only destination for AWS, besides S3's prefix list", async () => {
    expect(await outward(inside)).toEqual(
      ["out relay-tasks tcp 443 to 10.0.8.0/24", "out relay-tasks tcp 443 to relay-endpoints", ...TO_CACHE].sort(),
    );
    const made = await deployRelay(inside);
    expect(made.the("vpc.SecurityGroupEgressRule", "relay-tasks-to-s3").inputs).toMatchObject({
      prefixListId: "pl-s3",
      fromPort: 443,
      toPort: 443,
      ipProtocol: "tcp",
      securityGroupId: "relay-tasks-id",
    });
    expect(made.lookUps.map(({ inputs }) => inputs)).toContainEqual({ name: "com.amazonaws.eu-west-1.s3" });
  });

  it("do not block an upstream on the internet", async () => {
    expect(await outward({ vpcEndpoints: true })).toContain("out relay-tasks tcp 443 to 0.0.0.0/0");
  });

  it.each([
    [
      "the vendor's image, which reports its use",
      { uri: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/x@${DIGEST}`, marketplace: true },
      true,
    ],
    ["an image of another registry", { uri: `ghcr.io/x@${DIGEST}`, marketplace: false }, true],
    ["an image of another region", { uri: `111122223333.dkr.ecr.us-east-1.amazonaws.com/x@${DIGEST}`, marketplace: false }, true],
    ["an image of this region", { uri: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/x@${DIGEST}`, marketplace: false }, false],
  ])("leave the internet open for %s: %s", async (_, image, open) => {
    const found = await outward({ ...inside, image: { kind: "given", ...image } });
    expect(found.includes("out relay-tasks tcp 443 to 0.0.0.0/0")).toBe(open);
  });

  const interfaces = (made: Deployed) =>
    made.ofType("ec2.VpcEndpoint").filter(({ inputs }) => inputs.vpcEndpointType === "Interface");

  it("are those that Fargate needs, in the private subnets, with private DNS", async () => {
    const made = interfaces(await deployRelay(inside));
    expect(made.map(({ inputs }) => inputs.serviceName)).toEqual(
      ["ecr.api", "ecr.dkr", "logs", "ssm"].map((service) => `com.amazonaws.eu-west-1.${service}`),
    );
    for (const { inputs } of made) {
      expect(inputs).toMatchObject({
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: ["private-1", "private-2"],
        securityGroupIds: ["relay-endpoints-id"],
      });
    }
  });

  it("let credentials of this account through alone, so that stolen data does not leave with those of another", async () => {
    for (const endpoint of interfaces(await deployRelay(inside))) {
      expect(Object.values(statementsOf(endpoint))).toEqual([
        expect.objectContaining({ Condition: { StringEquals: { "aws:PrincipalAccount": expect.stringMatching(/^\d{12}$/) } } }),
      ]);
    }
  });

  it("include Session Manager with ECS Exec", async () => {
    const made = interfaces(await deployRelay({ ...inside, execEnabled: true }));
    expect(made.map(({ inputs }) => inputs.serviceName)).toContain("com.amazonaws.eu-west-1.ssmmessages");
  });

  it("come with an S3 gateway endpoint in the tasks' route tables that allows only image layers", async () => {
    const made = await deployRelay(inside);
    const gateway = made.the("ec2.VpcEndpoint", "relay-endpoints-s3");
    expect(gateway.inputs).toMatchObject({
      vpcEndpointType: "Gateway",
      serviceName: "com.amazonaws.eu-west-1.s3",
      routeTableIds: ["rtb-tasks-1", "rtb-tasks-2"],
    });
    expect(Object.values(statementsOf(gateway))).toEqual([
      {
        Sid: "LayersOfImages",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*",
      },
    ]);
    expect(made.the("ecs.Service").dependencies).toContain(gateway.urn);
  });

  it("accept connections from the whole VPC, where AWS's names resolve to them", async () => {
    const inward = securityGroupRules(await deployRelay(inside)).filter((rule) => rule.startsWith("in relay-endpoints"));
    expect(inward).toEqual([
      "in relay-endpoints tcp 443 from 10.0.0.0/8",
      "in relay-endpoints tcp 443 from 172.16.0.0/12",
      "in relay-endpoints tcp 443 from 192.168.0.0/16",
      "in relay-endpoints tcp 443 from relay-tasks",
    ]);
  });

  it("do not exist unless they are configured", async () => {
    const made = await deployRelay();
    expect(made.ofType("ec2.VpcEndpoint")).toEqual([]);
    expect(made.lookUps.filter(({ token }) => token.includes("PrefixList"))).toEqual([]);
    expect(leaks(made, "pl-s3")).toEqual([]);
  });
});
