import { beforeAll, describe, expect, it } from "vitest";
import { inboundAccess } from "../../preview/model/access.ts";
import { type Deployed, leaks, short } from "../support/program/deploy.ts";
import { deployStack } from "../support/program/deploy-stack.ts";
import { securityGroupRules } from "../support/program/security-group-rules.ts";

const sentinel = "Sentinel7e1fSentinel7e1f";
const id = "0123456789abcdef0";
const privateKey = `-----BEGIN PRIVATE KEY-----\n${sentinel}\n-----END PRIVATE KEY-----`;

/** Each existing thing that the settings can name, and the resource types that the program then does not create. */
const existing = {
  network: {
    settings: {
      vpcId: `vpc-${id}`,
      publicSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
      privateSubnetIds: ["subnet-0123456789abcdef3", "subnet-0123456789abcdef4"],
      relaySubnetIds: ["subnet-0123456789abcdef5", "subnet-0123456789abcdef6"],
      s3EndpointId: `vpce-${id}`,
    },
    replaces: ["awsx:ec2:Vpc", "ec2.VpcEndpoint", "ec2.FlowLog", "ec2.DefaultSecurityGroup"],
  },
  zone: { settings: { hostedZoneId: "Z0123456789ABCDEFGHIJ" }, replaces: ["route53.Zone"] },
  certificate: {
    settings: { certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/11112222-3333-4444-5555-666677778888" },
    replaces: ["acm.Certificate", "acm.CertificateValidation"],
  },
  "SQL Server": {
    settings: { sqlHost: "sql.example.com", sqlSecurityGroupId: `sg-${id}`, sqlUsername: "xmpro", sqlPassword: sentinel },
    replaces: ["rds.Instance", "rds.SubnetGroup", "rds.ParameterGroup"],
  },
  Redis: {
    settings: { redisHost: "redis.example.com", redisCidr: "10.9.0.0/24", redisAuthToken: sentinel },
    replaces: ["elasticache.ReplicationGroup", "elasticache.SubnetGroup", "elasticache.ParameterGroup"],
  },
} as const;
type Existing = keyof typeof existing;
const all = Object.keys(existing) as Existing[];
/** The server's security group can be named only with an existing VPC. */
const alone = (one: Existing): Existing[] => (one === "SQL Server" ? ["network", one] : [one]);
const combinations: Existing[][] = [...all.map(alone), all, ["network", "SQL Server", "Redis"], ["zone", "certificate"]];

const deployWith = (things: readonly Existing[]) =>
  deployStack("nonprod", Object.assign({}, ...things.map((thing) => existing[thing].settings)));
const balancerRules = (made: Deployed) => securityGroupRules(made).filter((rule) => /^in \w+-balancer /.test(rule));
const option = (made: Deployed, product: string, namespace: string, name: string) =>
  made
    .the("elasticbeanstalk.Environment", product)
    .inputs.settings.find((each: { namespace: string; name: string }) => each.namespace === namespace && each.name === name)
    ?.value;

describe.each(combinations.map((things) => [things.join(", "), things] as const))("a stack with existing %s", (_, things) => {
  let made: Deployed;
  beforeAll(async () => {
    made = await deployWith(things);
  });

  it("creates nothing that exists, and everything else", () => {
    const types = new Set(made.resources.map(({ type }) => short(type)));
    for (const thing of all) {
      const expected = things.includes(thing) ? [] : existing[thing].replaces;
      expect([thing, existing[thing].replaces.filter((type) => types.has(type))]).toEqual([thing, expected]);
    }
  });

  it("creates the three products, and lets them connect to what exists", () => {
    expect(
      made
        .ofType("elasticbeanstalk.Environment")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["ad", "ds", "sm"]);
    const sql = things.includes("SQL Server") ? `sg-${id}` : "database";
    const redis = things.includes("Redis") ? "10.9.0.0/24" : "redis";
    const groups = securityGroupRules(made).filter((rule) => /1433|6379/.test(rule) && !rule.includes("relay"));
    for (const product of ["sm", "ds", "ad"]) {
      expect(groups).toContain(`out ${product}-instances tcp 1433 to ${sql}`);
      expect(groups).toContain(`in ${sql} tcp 1433 from ${product}-instances`);
      expect(groups).toContain(`out ${product}-instances tcp 6379 to ${redis}`);
    }
    expect(groups).toHaveLength(things.includes("Redis") ? 9 : 12);
  });

  it("shows no secret of what exists", () => {
    expect(leaks(made, sentinel)).toEqual([]);
    expect(leaks(made, "generated-for-")).toEqual([]);
  });
});

describe("a stack with existing resources", () => {
  it("writes their passwords to SSM parameters, so the installers' answers stay the same", async () => {
    const made = await deployWith(["network", "SQL Server", "Redis"]);
    expect(made.the("ssm.Parameter", "database-password").inputs.value).toEqual({ secret: sentinel });
    expect(made.the("ssm.Parameter", "redis-token").inputs.value).toEqual({ secret: sentinel });
    expect(made.outputs.sqlServer).toMatchObject({ host: "sql.example.com", port: 1433, username: "xmpro" });
    expect(made.ofType("random.RandomPassword").filter(({ name }) => !name.startsWith("relay-"))).toEqual([]);
  });

  it("creates the products' DNS records in the existing zone, and outputs no name servers", async () => {
    const made = await deployWith(["zone"]);
    const zones = new Set(made.ofType("route53.Record").map(({ inputs }) => inputs.zoneId));
    expect([...zones]).toEqual(["Z0123456789ABCDEFGHIJ"]);
    expect(made.outputs.nameServers).toEqual({});
    expect(made.outputs.nextSteps.join()).not.toContain("delegate");
  });

  it("uses the existing certificate for the load balancers", async () => {
    expect(option(await deployWith(["certificate"]), "ad", "aws:elbv2:listener:443", "SSLCertificateArns")).toBe(
      existing.certificate.settings.certificateArn,
    );
  });

  it("puts security groups, databases and products into the existing VPC", async () => {
    const made = await deployWith(["network"]);
    for (const { inputs } of made.ofType("ec2.SecurityGroup")) expect(inputs.vpcId).toBe(`vpc-${id}`);
    expect(made.the("rds.SubnetGroup").inputs.subnetIds).toEqual(existing.network.settings.privateSubnetIds);
    expect(option(made, "sm", "aws:ec2:vpc", "ELBSubnets")).toBe(existing.network.settings.publicSubnetIds.join(","));
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

  it("can be renewed by any authority, because no CAA record forbids it", async () => {
    const made = await imported();
    expect(made.ofType("route53.Record").filter(({ inputs }) => inputs.type === "CAA")).toEqual([]);
    expect(balancerRules(made)).toHaveLength(5);
  });
});

describe("a stack whose certificate is pending", () => {
  it("has load balancers that listen on port 80, and no inbound rule for them", async () => {
    const made = await deployStack("nonprod", { waitForCertificate: false, allowedCidrs: ["203.0.113.0/24"] });
    expect(balancerRules(made)).toEqual([]);
    for (const product of ["sm", "ds", "ad"]) {
      expect(option(made, product, "aws:elbv2:listener:default", "ListenerEnabled")).toBe("true");
      expect(option(made, product, "aws:elbv2:listener:443", "ListenerEnabled")).toBeUndefined();
    }
    expect(made.outputs.nextSteps.join()).toContain("waitForCertificate true");
  });
});

describe("a product with a deployed package", () => {
  it("gets requests by HTTPS on port 443, while the other products still get them by HTTP on port 80", async () => {
    const made = await deployStack("nonprod", { smPackage: "s3://acme-packages/SM.zip", smHealthCheckPath: "/version" });
    const process = "aws:elasticbeanstalk:environment:process:default";
    expect([option(made, "sm", process, "Port"), option(made, "sm", process, "Protocol")]).toEqual(["443", "HTTPS"]);
    expect(option(made, "sm", process, "HealthCheckPath")).toBe("/version");
    expect([option(made, "ad", process, "Port"), option(made, "ad", process, "Protocol")]).toEqual(["80", "HTTP"]);
    expect(securityGroupRules(made)).toContain("in sm-instances tcp 443 from sm-balancer");
    expect(securityGroupRules(made)).toContain("in ad-instances tcp 80 from ad-balancer");
  });
});

describe("the inbound rules", () => {
  it("allow everybody on port 443 by default, and on port 80 only for the relay, which redirects", async () => {
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
  ] as const)("allow, in %s, only allowedCidrs and the stack's own addresses", async (stack, own) => {
    const made = await deployStack(stack, { allowedCidrs: ["203.0.113.0/24", "198.51.100.7/32"] });
    const sources = balancerRules(made).filter((rule) => rule.startsWith("in sm-"));
    expect(sources.map((rule) => rule.split(" from ")[1]).sort()).toEqual(["198.51.100.7/32", "203.0.113.0/24", ...own].sort());
  });

  it("allow only the three products to connect to the database and Redis", async () => {
    const inward = securityGroupRules(await deployStack("nonprod")).filter((rule) => /^in (database|redis) /.test(rule));
    expect(inward).toEqual(
      ["database tcp 1433", "redis tcp 6379"].flatMap((rule) =>
        ["ad", "ds", "sm"].map((product) => `in ${rule} from ${product}-instances`),
      ),
    );
  });
});

describe("the two stacks", () => {
  it("differ in size and durability, but not in their resource types", async () => {
    const kinds = async (stack: "prod" | "nonprod", overrides = {}) => {
      const { resources } = await deployStack(stack, overrides);
      return [...new Set(resources.map(({ type }) => short(type)))].sort();
    };
    // Only nonprod's relay runs fewer tasks at night, and only prod uses AWS WAF.
    expect(await kinds("prod")).toEqual(await kinds("nonprod", { relayNight: "off", webAcl: "on" }));
  });

  it("survive the loss of a zone in prod, and are cheap in nonprod", async () => {
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

  it("leave the account's default encryption of volumes alone if encryptVolumesByDefault is false", async () => {
    expect((await deployStack("nonprod", { encryptVolumesByDefault: false })).ofType("ebs.EncryptionByDefault")).toEqual([]);
  });

  it("have one zone for the whole domain if dnsZones is domain", async () => {
    const made = await deployStack("nonprod", { dnsZones: "domain" });
    expect(made.ofType("route53.Zone").map(({ inputs }) => inputs.name)).toEqual(["example.com"]);
    expect(Object.keys(made.outputs.nameServers)).toEqual(["example.com"]);
  });

  it("output the answers to the installers' questions, with bare host names and without secrets", async () => {
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
  it("have one security group each, which Beanstalk manages and the stack outputs", async () => {
    const made = await deployStack(stack);
    for (const product of ["sm", "ds", "ad"]) {
      const of = (name: string) => option(made, product, "aws:elbv2:loadbalancer", name);
      expect([of("SecurityGroups"), of("ManagedSecurityGroup")]).toEqual([`${product}-balancer-id`, `${product}-balancer-id`]);
    }
    expect(made.outputs.loadBalancerGroups).toEqual({ sm: "sm-balancer-id", ds: "ds-balancer-id", ad: "ad-balancer-id" });
  });
});

describe("bootstrapAllowedCidrs", () => {
  const office = "203.0.113.0/24";
  /** Who may connect to the load balancers, by the name of the security group. */
  const sources = async (stack: "prod" | "nonprod", overrides: Readonly<Record<string, unknown>>) => {
    const rules = securityGroupRules(await deployStack(stack, overrides));
    const of = (name: string) =>
      rules.flatMap((rule) => new RegExp(`^in ${name}-balancer tcp (?:80|443) from (\\S+)$`).exec(rule)?.[1] ?? []);
    return { sm: of("sm"), others: [...new Set([...of("ds"), ...of("ad")])], relay: [...new Set(of("relay"))] };
  };

  it("are, with the NAT gateways, the only ones that reach Subscription Manager; all others stay as they are", async () => {
    const nonprod = await sources("nonprod", { bootstrapAllowedCidrs: [office] });
    expect(nonprod.sm).toEqual(["192.0.2.1/32", office]);
    expect([nonprod.others, nonprod.relay]).toEqual([["0.0.0.0/0"], ["0.0.0.0/0"]]);
    const prod = await sources("prod", { bootstrapAllowedCidrs: [office], allowedCidrs: ["198.51.100.0/24"] });
    expect(prod.sm).toHaveLength(4);
    expect(prod.sm).not.toContain("198.51.100.0/24");
    expect(prod.others).toContain("198.51.100.0/24");
    expect(prod.others).not.toContain(office);
  });

  it.each(["sm-nonprod-xmpro.example.com", "SM-nonprod-xmpro.example.com.", "sm-nonprod-xmpro.example.com:443"])(
    "limit the relay too if it leads to Subscription Manager as %s, so that it is no way around them",
    async (host) => {
      const upstream = { relayUpstream: `https://${host}/` };
      const limited = await sources("nonprod", { ...upstream, bootstrapAllowedCidrs: [office] });
      expect(limited.relay).toEqual(["192.0.2.1/32", office]);
      expect((await sources("nonprod", upstream)).relay).toEqual(["0.0.0.0/0"]);
    },
  );

  it("are an output, and a step, only while they are set", async () => {
    const set = (await deployStack("nonprod", { bootstrapAllowedCidrs: [office] })).outputs;
    expect(set.bootstrapAllowedCidrs).toEqual([office]);
    expect(set.nextSteps.join()).toContain("remove bootstrapAllowedCidrs");
    expect(set.nextSteps.join()).not.toContain("set bootstrapAllowedCidrs");
    const unset = (await deployStack("nonprod")).outputs;
    expect(unset).not.toHaveProperty("bootstrapAllowedCidrs");
    expect(unset.nextSteps.join()).toContain("set bootstrapAllowedCidrs");
  });
});

describe("the installers' host", () => {
  it("is not there by default", async () => {
    for (const stack of ["nonprod", "prod"] as const) {
      const made = await deployStack(stack);
      expect(made.ofType("ec2.Instance")).toEqual([]);
      expect(made.outputs).not.toHaveProperty("installerHostId");
    }
  });

  it("reaches the SQL Server and Redis, is an output, and can read the certificates as the products' instances can", async () => {
    const made = await deployStack("nonprod", { installerHost: "on" });
    expect(made.outputs.installerHostId).toBe("installer-host-id");
    const rules = securityGroupRules(made);
    expect(rules).toContain("in database tcp 1433 from installer-host");
    expect(rules).toContain("in redis tcp 6379 from installer-host");
    const readers = inboundAccess(made.resources).flatMap(({ users }) => users ?? []);
    expect(readers).toContain("installer-host");
    expect(made.outputs.nextSteps.join()).toContain("set installerHost to off");
  });
});
