import { Output } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { exampleValues } from "../../../stacks/settings/examples.ts";
import { SettingsError } from "../../../stacks/settings/reader/settings-error.ts";
import { readSettings } from "../../../stacks/settings.ts";
import { arn, network, pem, privateKey, settings, source } from "./settings-source.ts";

const newRedis = settings().redis;

function hosts(parent: string) {
  return { sm: `sm-${parent}`, ad: `ad-${parent}`, ds: `ds-${parent}`, relay: `relay-${parent}` };
}

describe("the default settings of a stack", () => {
  it("are small and disposable in nonprod", () => {
    const { products, relay: _, ...rest } = settings();
    expect(rest).toEqual({
      stack: "nonprod",
      accountId: "123456789012",
      region: "us-east-1",
      domain: "acme.io",
      hosts: hosts("nonprod-xmpro.acme.io"),
      alarmEmails: ["operations@acme.io"],
      alarmWebhooks: [],
      durable: false,
      finalSnapshot: false,
      allowedCidrs: ["0.0.0.0/0"],
      bootstrapAllowedCidrs: undefined,
      installerHost: false,
      webAcl: false,
      network: { kind: "new", cidrBlock: "10.20.0.0/16", zones: 2, natGateways: "single" },
      dns: { kind: "new", zones: "host" },
      certificate: { kind: "requested", wait: true },
      sql: {
        kind: "new",
        edition: "express",
        engineVersion: "16.00",
        instanceClass: "db.t3.large",
        allocatedStorage: 20,
        maxAllocatedStorage: 100,
        multiAz: false,
        backupRetentionPeriod: 7,
        backupWindow: "22:00-23:00",
        maintenanceWindow: "sat:00:00-sat:01:00",
        snapshotIdentifier: undefined,
        nativeBackup: false,
        backupRegion: undefined,
      },
      redis: {
        kind: "new",
        nodeType: "cache.t4g.small",
        nodes: 1,
        snapshotRetentionLimit: 7,
        snapshotWindow: "20:30-21:30",
        maintenanceWindow: "sat:01:00-sat:02:00",
      },
      autoScale: false,
      mail: { kind: "none" },
      platformVersion: "2",
      logRetentionDays: 365,
      encryptVolumesByDefault: true,
      accountBaseline: undefined,
      tags: { project: "xmpro", environment: "nonprod", owner: "platform-team", "managed-by": "pulumi", "cost-centre": "1000" },
    });
    const shared = { instanceType: "t3.large", minSize: 1, maxSize: 1, package: undefined, healthCheckPath: "/favicon.ico" };
    expect(products).toEqual({
      sm: { ...shared, host: "sm-nonprod-xmpro.acme.io", patchWindow: "Sat:02:00", parameterPrefix: "XMSM" },
      ad: { ...shared, host: "ad-nonprod-xmpro.acme.io", patchWindow: "Sat:07:00", parameterPrefix: "XMAD" },
      ds: { ...shared, host: "ds-nonprod-xmpro.acme.io", patchWindow: "Sat:04:30", parameterPrefix: "XMDS" },
    });
  });

  it("are durable and spread over zones in prod", () => {
    const prod = settings({}, "prod");
    expect(prod).toMatchObject({
      stack: "prod",
      hosts: hosts("xmpro.acme.io"),
      durable: true,
      finalSnapshot: true,
      network: { kind: "new", cidrBlock: "10.10.0.0/16", zones: 3, natGateways: "one-per-zone" },
      sql: {
        edition: "standard",
        instanceClass: "db.m6i.large",
        allocatedStorage: 100,
        multiAz: true,
        backupRetentionPeriod: 14,
      },
      redis: { nodeType: "cache.t4g.medium", nodes: 2, snapshotRetentionLimit: 7 },
      logRetentionDays: 365,
    });
    expect(Object.values(prod.products).map(({ instanceType, patchWindow }) => `${instanceType} ${patchWindow}`)).toEqual([
      "t3.large Sun:02:00",
      "t3.large Sun:04:30",
      "t3.xlarge Sun:07:00",
    ]);
  });

  it("apply if the engine passes its empty defaults", () => {
    const empty = {
      hostedZoneId: "",
      vpcCidr: "",
      availabilityZones: "0",
      allowedCidrs: "[]",
      sqlHost: "",
      sqlPort: "0",
      smMinSize: "0",
    };
    expect(settings(empty)).toEqual(settings());
  });
});

describe("a value in the stack's file", () => {
  const { relaySubnetIds, ...rest } = network;
  const tasks = { taskSubnetIds: relaySubnetIds, taskRouteTableIds: [] };
  const vpc = { kind: "existing", ...rest, ...tasks, isolatedSubnetIds: network.privateSubnetIds, routeTableIds: [] };
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["alarmEmails", { alarmEmails: ["a@b.io", "c+d@e.io"] }, { alarmEmails: ["a@b.io", "c+d@e.io"] }],
    ["hostedZoneId", { hostedZoneId: "Z0123ABC" }, { dns: { kind: "existing", zoneId: "Z0123ABC" } }],
    ["dnsZones", { dnsZones: "domain" }, { dns: { kind: "new", zones: "domain" } }],
    ["certificateArn", { certificateArn: arn }, { certificate: { kind: "existing", arn } }],
    [
      "certificateBody",
      { certificateBody: pem, certificatePrivateKey: privateKey },
      { certificate: { kind: "imported", body: pem, privateKey: expect.any(Output) } },
    ],
    [
      "certificateChain",
      { certificateBody: pem, certificateChain: pem + pem, certificatePrivateKey: privateKey },
      { certificate: { kind: "imported", body: pem, chain: pem + pem, privateKey: expect.any(Output) } },
    ],
    ["waitForCertificate", { waitForCertificate: false }, { certificate: { kind: "requested", wait: false } }],
    [
      "durable data, in one zone outside prod",
      { dataProtection: "durable", redisNodes: 2 },
      { durable: true, finalSnapshot: true, redis: { ...newRedis, nodes: 2 } },
    ],
    ["removable data", { dataProtection: "removable" }, { durable: false, finalSnapshot: true }],
    ["disposable data", { dataProtection: "disposable" }, { durable: false, finalSnapshot: false }],
    [
      "bootstrapAllowedCidrs",
      { bootstrapAllowedCidrs: ["10.0.0.0/8", "198.51.100.7/32"] },
      { bootstrapAllowedCidrs: ["10.0.0.0/8", "198.51.100.7/32"] },
    ],
    [
      "allowedCidrs",
      { allowedCidrs: ["203.0.113.0/24", "198.51.100.7/32"] },
      { allowedCidrs: ["203.0.113.0/24", "198.51.100.7/32"] },
    ],
    [
      "vpcCidr, availabilityZones, natGateways",
      { vpcCidr: "192.168.0.0/22", availabilityZones: 3, natGateways: "one-per-zone" },
      { network: { kind: "new", cidrBlock: "192.168.0.0/22", zones: 3, natGateways: "one-per-zone" } },
    ],
    ["webAcl", { webAcl: "on" }, { webAcl: true, relay: { ...settings().relay, waf: { rateLimit: undefined } } }],
    ["a network with an S3 endpoint", network, { network: vpc }],
    [
      "a network with isolated subnets and route tables",
      {
        ...network,
        isolatedSubnetIds: ["subnet-55555555", "subnet-66666666"],
        s3EndpointId: undefined,
        routeTableIds: ["rtb-12345678"],
      },
      {
        network: {
          kind: "existing",
          vpcId: network.vpcId,
          publicSubnetIds: network.publicSubnetIds,
          privateSubnetIds: network.privateSubnetIds,
          isolatedSubnetIds: ["subnet-55555555", "subnet-66666666"],
          routeTableIds: ["rtb-12345678"],
          ...tasks,
        },
      },
    ],
    [
      "a network without the relay",
      { ...network, relaySubnetIds: undefined, relayEnabled: false },
      { network: { ...vpc, taskSubnetIds: [] }, relay: undefined },
    ],
    [
      "a network with route tables of the relay's own",
      { ...network, relayVpcEndpoints: true, relayRouteTableIds: ["rtb-87654321"] },
      { network: { ...vpc, taskRouteTableIds: ["rtb-87654321"] }, relay: { ...settings().relay, vpcEndpoints: true } },
    ],
    [
      "all sizes of SQL Server",
      {
        sqlEdition: "enterprise",
        sqlEngineVersion: "15.00.4480.2.v1",
        sqlInstanceClass: "db.r6i.xlarge",
        sqlAllocatedStorage: 200,
        sqlMaxAllocatedStorage: 252,
        sqlAvailability: "multi-zone",
        sqlBackupDays: 35,
        sqlBackupWindow: "23:45-00:15",
        sqlMaintenanceWindow: "sat:23:00-sat:23:45",
      },
      {
        sql: {
          kind: "new",
          edition: "enterprise",
          engineVersion: "15.00.4480.2.v1",
          instanceClass: "db.r6i.xlarge",
          allocatedStorage: 200,
          maxAllocatedStorage: 252,
          multiAz: true,
          backupRetentionPeriod: 35,
          backupWindow: "23:45-00:15",
          maintenanceWindow: "sat:23:00-sat:23:45",
          snapshotIdentifier: undefined,
          nativeBackup: false,
          backupRegion: undefined,
        },
      },
    ],
    [
      "an existing SQL Server with its security group",
      {
        ...network,
        sqlHost: "sql.acme.io",
        sqlSecurityGroupId: "sg-12345678",
        sqlUsername: "xmpro",
        sqlPassword: "Long-enough1",
      },
      {
        network: vpc,
        sql: {
          kind: "existing",
          host: "sql.acme.io",
          port: 1433,
          reach: { securityGroupId: "sg-12345678" },
          username: "xmpro",
          password: expect.any(Output),
        },
      },
    ],
    [
      "an existing SQL Server with its range",
      { sqlHost: "10.9.0.4", sqlPort: 14330, sqlCidr: "10.9.0.0/24", sqlUsername: "xmpro", sqlPassword: "Long-enough1" },
      {
        sql: {
          kind: "existing",
          host: "10.9.0.4",
          port: 14330,
          reach: { cidrBlock: "10.9.0.0/24" },
          username: "xmpro",
          password: expect.any(Output),
        },
      },
    ],
    [
      "all sizes of Redis",
      {
        redisNodeType: "cache.m7g.large",
        redisNodes: 3,
        redisSnapshotDays: 35,
        redisSnapshotWindow: "01:00-02:00",
        redisMaintenanceWindow: "mon:02:00-mon:03:00",
      },
      {
        redis: {
          kind: "new",
          nodeType: "cache.m7g.large",
          nodes: 3,
          snapshotRetentionLimit: 35,
          snapshotWindow: "01:00-02:00",
          maintenanceWindow: "mon:02:00-mon:03:00",
        },
      },
    ],
    [
      "an existing Redis with its security group",
      {
        ...network,
        redisHost: "cache.acme.io",
        redisPort: 6380,
        redisSecurityGroupId: "sg-12345678",
        redisAuthToken: "0123456789abcdef",
      },
      {
        network: vpc,
        redis: {
          kind: "existing",
          host: "cache.acme.io",
          port: 6380,
          reach: { securityGroupId: "sg-12345678" },
          authToken: expect.any(Output),
        },
      },
    ],
    [
      "an existing Redis with its range",
      { redisHost: "cache.acme.io", redisCidr: "10.9.0.0/24", redisAuthToken: "0123456789abcdef" },
      {
        redis: {
          kind: "existing",
          host: "cache.acme.io",
          port: 6379,
          reach: { cidrBlock: "10.9.0.0/24" },
          authToken: expect.any(Output),
        },
      },
    ],
    ["autoScale", { autoScale: true }, { autoScale: true }],
    ["platformVersion", { platformVersion: "2.23.5" }, { platformVersion: "2.23.5" }],
    ["logRetentionDays", { logRetentionDays: 90 }, { logRetentionDays: 90 }],
    ["accountBaseline", { accountBaseline: "on" }, { accountBaseline: { budgetUsd: undefined } }],
    ["accountBudget", { accountBaseline: "on", accountBudget: 2000 }, { accountBaseline: { budgetUsd: 2000 } }],
    ["encryptVolumesByDefault", { encryptVolumesByDefault: false }, { encryptVolumesByDefault: false }],
    ["aws:region", { "aws:region": "eu-central-1" }, { region: "eu-central-1" }],
    [
      "an account id that Pulumi's CLI wrote as a number",
      { "aws:allowedAccountIds": [210987654321] },
      { accountId: "210987654321" },
    ],
  ])("changes only its own part of the settings: %s", (_, overrides, expected) => {
    expect(settings(overrides)).toEqual({ ...settings(), ...expected });
  });

  it("can make prod disposable, in one zone and at the lowest price", () => {
    const cheap = {
      dataProtection: "disposable",
      sqlEdition: "express",
      sqlInstanceClass: "db.t3.large",
      sqlAvailability: "single-zone",
    };
    expect(settings(cheap, "prod")).toMatchObject({
      durable: false,
      finalSnapshot: false,
      sql: { edition: "express", multiAz: false },
    });
  });

  it.each([
    ["50 ranges without the relay", 50, false],
    ["27 ranges with the relay", 27, true],
  ])("may be a list of allowedCidrs with at most %s", (_, length, relayEnabled) => {
    const allowedCidrs = Array.from({ length }, (_, index) => `203.0.113.${index}/32`);
    expect(settings({ allowedCidrs, relayEnabled }).allowedCidrs).toEqual(allowedCidrs);
  });

  it("may be a server's range inside the default vpcCidr if the VPC is an existing one", () => {
    const server = { redisHost: "cache.acme.io", redisCidr: "10.20.5.0/24", redisAuthToken: "0123456789abcdef" };
    expect(settings({ ...network, ...server }).redis).toMatchObject({ reach: { cidrBlock: "10.20.5.0/24" } });
  });

  it("determines the host names of products if it is the domain", () => {
    const named = settings({ domain: "a.b.example" });
    expect(named.hosts).toEqual(hosts("nonprod-xmpro.a.b.example"));
    const { relay, ...ofProducts } = named.hosts;
    expect(Object.fromEntries(Object.entries(named.products).map(([id, { host }]) => [id, host]))).toEqual(ofProducts);
  });

  it.each(["sm", "ds", "ad"] as const)("changes only the product %s if it is one of its settings", (id) => {
    const own = {
      autoScale: true,
      [`${id}InstanceType`]: "m6i.xlarge",
      [`${id}MinSize`]: 2,
      [`${id}MaxSize`]: 3,
      [`${id}Package`]: "./packages/own.zip",
      [`${id}HealthCheckPath`]: "/version",
      [`${id}PatchWindow`]: "Wed:03:00",
      [`${id}ParameterPrefix`]: "Sit7",
    };
    const product = {
      instanceType: "m6i.xlarge",
      minSize: 2,
      maxSize: 3,
      package: { kind: "file", path: "./packages/own.zip" },
      healthCheckPath: "/version",
      patchWindow: "Wed:03:00",
      parameterPrefix: "Sit7",
    };
    const before = settings({ autoScale: true }).products;
    expect(settings(own).products).toEqual({ ...before, [id]: { host: before[id].host, ...product } });
  });

  it.each([
    ["express", "db.t3.micro", "single-zone"],
    ["express", "db.t3.xlarge", "single-zone"],
    ["web", "db.t3.small", "single-zone"],
    ["web", "db.r6i.4xlarge", "single-zone"],
    ["standard", "db.t3.xlarge", "multi-zone"],
    ["standard", "db.m5.24xlarge", "multi-zone"],
    ["standard", "db.m6id.large", "multi-zone"],
    ["enterprise", "db.r7i.xlarge", "multi-zone"],
    ["enterprise", "db.x2iedn.32xlarge", "single-zone"],
  ])("may be the SQL Server edition %s on %s, %s", (sqlEdition, sqlInstanceClass, sqlAvailability) => {
    expect(settings({ sqlEdition, sqlInstanceClass, sqlAvailability }).sql).toMatchObject({
      edition: sqlEdition,
      instanceClass: sqlInstanceClass,
    });
  });

  it("stays secret when it is a password", async () => {
    const { sql } = settings({
      sqlHost: "sql.acme.io",
      sqlCidr: "10.9.0.0/24",
      sqlUsername: "xmpro",
      sqlPassword: "Long-enough1",
    });
    const password = (sql as { password: Output<string> }).password as Output<string> & {
      isSecret: Promise<boolean>;
      promise(): Promise<string>;
    };
    expect(await password.isSecret).toBe(true);
    expect(await password.promise()).toBe("Long-enough1");
  });
});

describe("the URLs that receive alarms", () => {
  it("are one for each word, and all secret", async () => {
    const urls = ["https://events.acme.io/aws?key=a", "https://user:word@hooks.acme.io:8443/b"];
    const read = settings({ alarmWebhooks: ` ${urls.join("  ")}\n` }).alarmWebhooks as readonly (Output<string> & {
      isSecret: Promise<boolean>;
      promise(): Promise<string>;
    })[];
    expect(await Promise.all(read.map((url) => url.promise()))).toEqual(urls);
    expect(await Promise.all(read.map((url) => url.isSecret))).toEqual([true, true]);
  });
});

describe("the error for wrong settings", () => {
  it("lists all problems, each on its own line", () => {
    const read = () =>
      readSettings("nonprod", source("nonprod", { domain: "https://acme.io", smMinSize: "two", "aws:region": undefined }));
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(
      [
        "The settings in Pulumi.nonprod.yaml need a correction:",
        '- aws:region must be a region of AWS\'s commercial partition (the ARNs here are written for it) such as "us-east-1", got nothing',
        '- xmpro:domain must be a lower-case host name with a dot, without "https://" and at most 47 characters (ACM\'s limit for a first name) such as "example.com", got "https://acme.io"',
        '- xmpro:smMinSize must be a whole number from 1 to 20 (instances) such as "1", got "two"',
      ].join("\n"),
    );
  });

  it.each([
    ["nonprd", 'stack must be "prod" or "nonprod", got "nonprd"; did you mean "nonprod"?'],
    ["Prod", 'stack must be "prod" or "nonprod", got "Prod"; did you mean "prod"?'],
    ["development", 'stack must be "prod" or "nonprod", got "development"'],
    ["__proto__", 'stack must be "prod" or "nonprod", got "__proto__"'],
  ])("refuses the stack %s", (stack, problem) => {
    expect(() => readSettings(stack, source("prod"))).toThrow(new SettingsError("The stack is not known:", [problem]));
  });
});

describe("the example values", () => {
  it("are listed while the settings contain them", () => {
    const committed = {
      domain: "example.com",
      alarmEmails: ["a@example.com", "b@acme.io"],
      "aws:allowedAccountIds": ["111122223333"],
    };
    expect(exampleValues(settings(committed))).toEqual([
      'aws:allowedAccountIds is still the example "111122223333": write the account\'s own id.',
      'xmpro:domain is still the example "example.com": write a domain of yours.',
      'xmpro:alarmEmails still has the example "a@example.com": nobody reads alarms there.',
    ]);
  });

  it("are an empty list when all have been replaced", () => {
    expect(exampleValues(settings({ domain: "myexample.com" }))).toEqual([]);
  });
});
