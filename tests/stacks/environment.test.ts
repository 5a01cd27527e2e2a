import { beforeAll, describe, expect, it } from "vitest";
import { type Deployed, leaks, short } from "../support/program/deploy.ts";
import { deployStack } from "../support/program/deploy-stack.ts";
import { securityGroupRules } from "../support/program/security-group-rules.ts";

const sentinel = "Sentinel7e1fSentinel7e1f";
const id = "0123456789abcdef0";
const privateKey = `-----BEGIN PRIVATE KEY-----\n${sentinel}\n-----END PRIVATE KEY-----`;

/** What a person may bring, and what must then not be made. */
const brought = {
  network: {
    settings: {
      vpcId: `vpc-${id}`,
      publicSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
      privateSubnetIds: ["subnet-0123456789abcdef3", "subnet-0123456789abcdef4"],
      relaySubnetIds: ["subnet-0123456789abcdef5", "subnet-0123456789abcdef6"],
      s3EndpointId: `vpce-${id}`,
    },
    spares: ["awsx:ec2:Vpc", "ec2.VpcEndpoint", "ec2.FlowLog", "ec2.DefaultSecurityGroup"],
  },
  zone: { settings: { hostedZoneId: "Z0123456789ABCDEFGHIJ" }, spares: ["route53.Zone"] },
  certificate: {
    settings: { certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/11112222-3333-4444-5555-666677778888" },
    spares: ["acm.Certificate", "acm.CertificateValidation"],
  },
  "SQL Server": {
    settings: { sqlHost: "sql.example.com", sqlSecurityGroupId: `sg-${id}`, sqlUsername: "xmpro", sqlPassword: sentinel },
    spares: ["rds.Instance", "rds.SubnetGroup", "rds.ParameterGroup"],
  },
  Redis: {
    settings: { redisHost: "redis.example.com", redisCidr: "10.9.0.0/24", redisAuthToken: sentinel },
    spares: ["elasticache.ReplicationGroup", "elasticache.SubnetGroup", "elasticache.ParameterGroup"],
  },
} as const;
type Brought = keyof typeof brought;
const all = Object.keys(brought) as Brought[];
/** The server is known by a security group, which only a network that is there can name. */
const alone = (one: Brought): Brought[] => (one === "SQL Server" ? ["network", one] : [one]);
const combinations: Brought[][] = [...all.map(alone), all, ["network", "SQL Server", "Redis"], ["zone", "certificate"]];

const bring = (things: readonly Brought[]) =>
  deployStack("nonprod", Object.assign({}, ...things.map((thing) => brought[thing].settings)));
const balancerRules = (made: Deployed) => securityGroupRules(made).filter((rule) => /^in \w+-balancer /.test(rule));
const option = (made: Deployed, product: string, namespace: string, name: string) =>
  made
    .the("elasticbeanstalk.Environment", product)
    .inputs.settings.find((each: { namespace: string; name: string }) => each.namespace === namespace && each.name === name)
    ?.value;

describe.each(combinations.map((things) => [things.join(", "), things] as const))("with %s brought", (_, things) => {
  let made: Deployed;
  beforeAll(async () => {
    made = await bring(things);
  });

  it("makes nothing twice, and everything that was not brought", () => {
    const types = new Set(made.resources.map(({ type }) => short(type)));
    for (const thing of all) {
      const expected = things.includes(thing) ? [] : brought[thing].spares;
      expect([thing, brought[thing].spares.filter((type) => types.has(type))]).toEqual([thing, expected]);
    }
  });

  it("keeps the products, and everything brought reachable for them", () => {
    expect(
      made
        .ofType("elasticbeanstalk.Environment")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["ad", "ds", "sm"]);
    const sql = things.includes("SQL Server") ? `sg-${id}` : "database";
    const redis = things.includes("Redis") ? "10.9.0.0/24" : "redis";
    const groups = securityGroupRules(made).filter((rule) => /1433|6379/.test(rule) && !rule.includes("relay"));
    for (const product of ["sm", "ad", "ds"]) {
      expect(groups).toContain(`out ${product}-instances tcp 1433 to ${sql}`);
      expect(groups).toContain(`in ${sql} tcp 1433 from ${product}-instances`);
      expect(groups).toContain(`out ${product}-instances tcp 6379 to ${redis}`);
    }
    expect(groups).toHaveLength(things.includes("Redis") ? 9 : 12);
  });

  it("shows no brought secret", () => {
    expect(leaks(made, sentinel)).toEqual([]);
    expect(leaks(made, "generated-for-")).toEqual([]);
  });
});

describe("what exists already", () => {
  it("holds the secrets in parameters, so that the installers' answers are the same", async () => {
    const made = await bring(["network", "SQL Server", "Redis"]);
    expect(made.the("ssm.Parameter", "database-password").inputs.value).toEqual({ secret: sentinel });
    expect(made.the("ssm.Parameter", "redis-token").inputs.value).toEqual({ secret: sentinel });
    expect(made.outputs.sqlServer).toMatchObject({ host: "sql.example.com", port: 1433, username: "xmpro" });
    expect(made.ofType("random.RandomPassword").filter(({ name }) => !name.startsWith("relay-"))).toEqual([]);
  });

  it("gets the names of the products in the zone that was there, and no name server is handed out", async () => {
    const made = await bring(["zone"]);
    const zones = new Set(made.ofType("route53.Record").map(({ inputs }) => inputs.zoneId));
    expect([...zones]).toEqual(["Z0123456789ABCDEFGHIJ"]);
    expect(made.outputs.nameServers).toEqual({});
    expect(made.outputs.nextSteps.join()).not.toContain("delegate");
  });

  it("is the certificate of the balancers", async () => {
    expect(option(await bring(["certificate"]), "ad", "aws:elbv2:listener:443", "SSLCertificateArns")).toBe(
      brought.certificate.settings.certificateArn,
    );
  });

  it("is the network that groups, data and products stand in", async () => {
    const made = await bring(["network"]);
    for (const { inputs } of made.ofType("ec2.SecurityGroup")) expect(inputs.vpcId).toBe(`vpc-${id}`);
    expect(made.the("rds.SubnetGroup").inputs.subnetIds).toEqual(brought.network.settings.privateSubnetIds);
    expect(option(made, "sm", "aws:ec2:vpc", "ELBSubnets")).toBe(brought.network.settings.publicSubnetIds.join(","));
    expect(made.the("s3.BucketPolicy", "certificates").inputs.policy).toContain(`"aws:SourceVpce":"vpce-${id}"`);
  });
});

describe("an imported certificate", () => {
  const pem = "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----";
  const imported = () => deployStack("nonprod", { certificateBody: pem, certificatePrivateKey: privateKey });

  it("never shows its private key", async () => {
    const made = await imported();
    expect(made.the("acm.Certificate").inputs.privateKey).toEqual({ secret: privateKey });
    expect(leaks(made, sentinel)).toEqual([]);
  });

  it("is renewed by whoever issued it: no record forbids that", async () => {
    const made = await imported();
    expect(made.ofType("route53.Record").filter(({ inputs }) => inputs.type === "CAA")).toEqual([]);
    expect(balancerRules(made)).toHaveLength(5);
  });
});

describe("while the certificate is pending", () => {
  it("nobody comes in, and the balancers listen on 80 behind closed groups", async () => {
    const made = await deployStack("nonprod", { waitForCertificate: false, allowedCidrs: ["203.0.113.0/24"] });
    expect(balancerRules(made)).toEqual([]);
    for (const product of ["sm", "ad", "ds"]) {
      expect(option(made, product, "aws:elbv2:listener:default", "ListenerEnabled")).toBe("true");
      expect(option(made, product, "aws:elbv2:listener:443", "ListenerEnabled")).toBeUndefined();
    }
    expect(made.outputs.nextSteps.join()).toContain("waitForCertificate true");
  });
});

describe("a deployed package", () => {
  it("is spoken to by HTTPS 443, the others still by HTTP 80", async () => {
    const made = await deployStack("nonprod", { smPackageDeployed: true, smHealthCheckPath: "/version" });
    const process = "aws:elasticbeanstalk:environment:process:default";
    expect([option(made, "sm", process, "Port"), option(made, "sm", process, "Protocol")]).toEqual(["443", "HTTPS"]);
    expect(option(made, "sm", process, "HealthCheckPath")).toBe("/version");
    expect([option(made, "ad", process, "Port"), option(made, "ad", process, "Protocol")]).toEqual(["80", "HTTP"]);
    expect(securityGroupRules(made)).toContain("in sm-instances tcp 443 from sm-balancer");
    expect(securityGroupRules(made)).toContain("in ad-instances tcp 80 from ad-balancer");
  });
});

describe("who may come in", () => {
  it("is everybody on 443, and on 80 where that only redirects, when nothing is said", async () => {
    const from = (rule: string) => `in ${rule} from 0.0.0.0/0`;
    expect(balancerRules(await deployStack("prod"))).toEqual(
      [
        "ad-balancer tcp 443",
        "ds-balancer tcp 443",
        "relay-balancer tcp 443",
        "relay-balancer tcp 80",
        "sm-balancer tcp 443",
      ].map(from),
    );
  });

  it.each([
    ["nonprod", ["192.0.2.1/32"]],
    ["prod", ["192.0.2.1/32", "192.0.2.2/32", "192.0.2.3/32"]],
  ] as const)("is, in %s, the ranges that are named and the products themselves", async (stack, own) => {
    const made = await deployStack(stack, { allowedCidrs: ["203.0.113.0/24", "198.51.100.7/32"] });
    const sources = balancerRules(made).filter((rule) => rule.startsWith("in sm-"));
    expect(sources.map((rule) => rule.split(" from ")[1]).sort()).toEqual(["198.51.100.7/32", "203.0.113.0/24", ...own].sort());
  });

  it("is, to databases and caches, the three products and nobody else", async () => {
    const inward = securityGroupRules(await deployStack("nonprod")).filter((rule) => /^in (database|redis) /.test(rule));
    expect(inward).toEqual(
      ["database tcp 1433", "redis tcp 6379"].flatMap((rule) =>
        ["ad", "ds", "sm"].map((product) => `in ${rule} from ${product}-instances`),
      ),
    );
  });
});

describe("the two environments", () => {
  it("differ in size and promises, not in what there is", async () => {
    const kinds = async (stack: "prod" | "nonprod", overrides = {}) => {
      const { resources } = await deployStack(stack, overrides);
      return [...new Set(resources.map(({ type }) => short(type)))].sort();
    };
    // Only nonprod's relay goes to bed, and only prod pays for AWS WAF.
    expect(await kinds("prod")).toEqual(await kinds("nonprod", { relayNight: "off", webAcl: "on" }));
  });

  it("stand for the loss of a zone in prod, and are cheap in nonprod", async () => {
    const [prod, nonprod] = [await deployStack("prod"), await deployStack("nonprod")];
    expect(prod.the("rds.Instance").inputs).toMatchObject({ engine: "sqlserver-se", multiAz: true, deletionProtection: true });
    expect(prod.the("elasticache.ReplicationGroup").inputs).toMatchObject({ numCacheClusters: 2, multiAzEnabled: true });
    expect(prod.ofType("ec2.NatGateway")).toHaveLength(3);
    expect(nonprod.the("rds.Instance").inputs).toMatchObject({
      engine: "sqlserver-ex",
      multiAz: false,
      deletionProtection: false,
    });
    expect(nonprod.the("elasticache.ReplicationGroup").inputs.numCacheClusters).toBe(1);
    expect(nonprod.ofType("ec2.NatGateway")).toHaveLength(1);
  });

  it("leave the account's volumes alone when another team decides that", async () => {
    expect((await deployStack("nonprod", { encryptVolumesByDefault: false })).ofType("ebs.EncryptionByDefault")).toEqual([]);
  });

  it("have their own zone for the whole domain when that is wished", async () => {
    const made = await deployStack("nonprod", { dnsZones: "domain" });
    expect(made.ofType("route53.Zone").map(({ inputs }) => inputs.name)).toEqual(["example.com"]);
    expect(Object.keys(made.outputs.nameServers)).toEqual(["example.com"]);
  });

  it("tell a person what the installers ask, with bare names and without a secret", async () => {
    const { outputs } = await deployStack("nonprod", { autoScale: true });
    expect(outputs.hosts).toEqual({
      sm: "sm-nonprod-xmpro.example.com",
      ds: "ds-nonprod-xmpro.example.com",
      ad: "ad-nonprod-xmpro.example.com",
    });
    expect(outputs.sqlServer.host).toMatch(/^xmpro-nonprod-database\./);
    expect(outputs.installerAnswers).toContain("Subscription Manager > DNS name: sm-nonprod-xmpro.example.com");
    expect(outputs.installerAnswers).toContain("App Designer > Secret store, prefix: XMAD");
    expect(Object.keys(outputs.nameServers)).toHaveLength(4);
  });
});

describe.each(["prod", "nonprod"] as const)("the load balancers of the products in %s", (stack) => {
  it("have one group, which Beanstalk manages and nobody else has, and the stack tells it", async () => {
    const made = await deployStack(stack);
    for (const product of ["sm", "ad", "ds"]) {
      const of = (name: string) => option(made, product, "aws:elbv2:loadbalancer", name);
      expect([of("SecurityGroups"), of("ManagedSecurityGroup")]).toEqual([`${product}-balancer-id`, `${product}-balancer-id`]);
    }
    expect(made.outputs.loadBalancerGroups).toEqual({ sm: "sm-balancer-id", ds: "ds-balancer-id", ad: "ad-balancer-id" });
  });

  it("are to be looked at, by a command that the next steps name", async () => {
    expect((await deployStack(stack)).outputs.nextSteps.join("\n")).toContain("aws elbv2 describe-load-balancers");
  });
});
