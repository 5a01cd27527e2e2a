import { describe, expect, it } from "vitest";
import { itReports, type Row } from "./settings-refused.ts";
import { arn, network, pem, privateKey, problems } from "./settings-source.ts";

const sql = { sqlHost: "sql.acme.io", sqlCidr: "10.9.0.0/24", sqlUsername: "xmpro", sqlPassword: "Long-enough1" };
const redis = { redisHost: "cache.acme.io", redisCidr: "10.9.0.0/24", redisAuthToken: "0123456789abcdef" };
const tags = { project: "xmpro", environment: "nonprod", owner: "us", "managed-by": "pulumi", "cost-centre": "1" };

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, "x"]));

describe("reading the account", () => {
  const id = "aws:allowedAccountIds must be a list of exactly one account id, 12 digits in quotes, such as";
  const region = "aws:region must be a region of AWS's commercial partition (the ARNs here are written for it) such as";
  itReports([
    [{ "aws:allowedAccountIds": undefined }, `${id} ["123456789012"], got nothing`],
    [{ "aws:allowedAccountIds": [] }, `${id} ["123456789012"], got []`],
    [
      { "aws:allowedAccountIds": ["111122223333", "444455556666"] },
      `${id} ["123456789012"], got ["111122223333","444455556666"]`,
    ],
    [{ "aws:allowedAccountIds": ["12345678901"] }, `${id} ["123456789012"], got ["12345678901"]`],
    [{ "aws:allowedAccountIds": "123456789012" }, `${id} ["123456789012"], got "123456789012"`],
    [{ "aws:region": undefined }, `${region} "us-east-1", got nothing`],
    [{ "aws:region": "us-gov-west-1" }, `${region} "us-east-1", got "us-gov-west-1"`],
    [{ "aws:region": "cn-north-1" }, `${region} "us-east-1", got "cn-north-1"`],
    [{ "aws:region": "us-iso-east-1" }, `${region} "us-east-1", got "us-iso-east-1"`],
    [{ "aws:region": "eusc-de-east-1" }, `${region} "us-east-1", got "eusc-de-east-1"`],
    [{ "aws:region": "us-east-1a" }, `${region} "us-east-1", got "us-east-1a"`],
    [
      { "aws:defaultTags": undefined },
      'aws:defaultTags must be an object whose "tags" hold project, environment, owner, managed-by, cost-centre',
    ],
    [{ "aws:defaultTags": { tags: "project" } }, 'aws:defaultTags must be an object whose "tags" hold'],
    [{ "aws:defaultTags": { tags: { ...tags, owner: undefined } } }, 'aws:defaultTags must have the tag "owner"'],
    [{ "aws:defaultTags": { tags: { ...tags, owner: "" } } }, 'aws:defaultTags must have the tag "owner"'],
    [
      { "aws:defaultTags": { tags: { environment: "nonprod" } } },
      ["project", "owner", "managed-by", "cost-centre"].map((tag) => `aws:defaultTags must have the tag "${tag}"`),
    ],
    [
      { "aws:defaultTags": { tags: { ...tags, environment: "prod" } } },
      'aws:defaultTags must have the stack\'s name "nonprod" as the tag "environment", got "prod"',
    ],
    [{ "aws:defaultTags": { tags: { ...tags, owner: "a;b" } } }, 'got the tag "owner"'],
    [{ "aws:defaultTags": { tags: { ...tags, "aws:x": "b" } } }, 'got the tag "aws:x"'],
    [{ "aws:defaultTags": { tags: { ...tags, "AWS:x": "b" } } }, 'got the tag "AWS:x"'],
    [{ "aws:defaultTags": { tags: { ...tags, "": "b" } } }, 'got the tag ""'],
    [{ "aws:defaultTags": { tags: { ...tags, ["k".repeat(129)]: "b" } } }, `got the tag "${"k".repeat(129)}"`],
    [{ "aws:defaultTags": { tags: { ...tags, team: "v".repeat(257) } } }, 'got the tag "team"'],
    [
      { "aws:defaultTags": { tags: { ...tags, team: "" } } },
      'aws:defaultTags must have a value for every tag, because Elastic Beanstalk accepts no empty one, got none for the tag "team"',
    ],
    [{ "aws:defaultTags": { tags: { ...tags, team: null } } }, 'got none for the tag "team"'],
    [
      { "aws:defaultTags": { tags: { ...tags, team: " us" } } },
      'without spaces at the beginning or the end, which AWS removes, got the tag "team"',
    ],
    [{ "aws:defaultTags": { tags: { ...tags, Name: "xmpro" } } }, 'which Elastic Beanstalk sets itself, got the tag "Name"'],
    [{ "aws:defaultTags": { tags: { ...tags, "elasticbeanstalk:x": "1" } } }, 'got the tag "elasticbeanstalk:x"'],
    [
      { "aws:defaultTags": { tags: { ...tags, Owner: "us" } } },
      'aws:defaultTags must have tags whose names differ in more than capital letters, because IAM treats them as the same tag, got "owner" and "Owner"',
    ],
    [
      { "aws:defaultTags": { tags: { ...tags, ...many(6) } } },
      "aws:defaultTags must have at most 10 tags (a created hosted zone of Route 53 accepts no more; with xmpro:hostedZoneId at most 47), got 11",
    ],
    [
      { "aws:defaultTags": { tags: { ...tags, ...many(43) } }, hostedZoneId: "Z0123ABC" },
      "aws:defaultTags must have at most 47 tags (Elastic Beanstalk adds three of its own, and AWS accepts 50), got 48",
    ],
    [
      { "aws:skipRequestingAccountId": true },
      "aws:skipRequestingAccountId must not be set: the provider then never learns which account it works in",
    ],
    [
      { "aws:skipCredentialsValidation": true },
      "aws:skipCredentialsValidation must not be set: the provider then does not ask AWS whose credentials it has",
    ],
    [{ "aws:endpoints": [{ sts: "http://localhost:4566" }] }, "aws:endpoints must not be set: an endpoint that is not AWS's"],
    [
      { "aws:forbiddenAccountIds": ["210987654321"] },
      "aws:forbiddenAccountIds must not be set: the provider accepts it or aws:allowedAccountIds, not both",
    ],
  ]);
});

describe("reading the tags", () => {
  it.each([
    ["ten of them with new zones", many(5), {}],
    ["47 of them with an existing zone", many(42), { hostedZoneId: "Z0123ABC" }],
    ["the longest key and value that AWS allows", { ["k".repeat(128)]: "v".repeat(256) }, {}],
  ])("accepts %s", (_, more, overrides) => {
    expect(problems({ "aws:defaultTags": { tags: { ...tags, ...more } }, ...overrides })).toEqual([]);
  });
});

describe("reading the names", () => {
  const domain = 'xmpro:domain must be a lower-case host name with a dot, without "https://" and at most 47 characters';
  itReports([
    ...[
      "https://acme.io",
      "Acme.io",
      "acme",
      "acme.io.",
      ".acme.io",
      "-acme.io",
      "acme_.io",
      "10.0.0.1",
      "acme.io ",
      "acme..io",
    ].map(
      (value): Row => [{ domain: value }, [`${domain} (ACM's limit for a first name) such as "example.com", got "${value}"`]],
    ),
    [{ domain: undefined }, `${domain} (ACM's limit for a first name) such as "example.com", got nothing`],
    [{ domain: "" }, "got nothing"],
    [{ domain: `${"a".repeat(45)}.io` }, domain],
    [
      { alarmEmails: undefined },
      'xmpro:alarmEmails must be a list of e-mail addresses such as ["operations@example.com"], got nothing',
    ],
    [{ alarmEmails: [] }, "xmpro:alarmEmails must be a list of e-mail addresses"],
    [
      { alarmEmails: "a@acme.io" },
      'xmpro:alarmEmails must be a list of e-mail addresses such as ["operations@example.com"], got "a@acme.io"',
    ],
    [{ alarmEmails: ["acme.io"] }, 'got "acme.io"'],
    [{ alarmEmails: ["a b@acme.io", "a@acme"] }, ['got "a b@acme.io"', 'got "a@acme"']],
    [{ alarmEmails: [5] }, 'got "5"'],
    ...["http://hooks.acme.io/1", "hooks.acme.io", "https://localhost/1", "https://192.0.2.1/1", "https://hooks.acme.io/#1"].map(
      (alarmWebhooks): Row => [
        { alarmWebhooks },
        "xmpro:alarmWebhooks must be at most 5 different https URLs with public host names, with spaces between them; the value is secret and not shown",
      ],
    ),
    [{ alarmWebhooks: "https://a.acme.io https://a.acme.io" }, "xmpro:alarmWebhooks must be at most 5 different https URLs"],
    [
      { alarmWebhooks: [1, 2, 3, 4, 5, 6].map((each) => `https://hooks.acme.io/${each}`).join(" ") },
      "xmpro:alarmWebhooks must be at most 5 different https URLs",
    ],
    [{ alarmEmails: ["a@acme.io", "a@acme.io"] }, 'xmpro:alarmEmails must name each value only once, got "a@acme.io"'],
    [
      { hostedZoneId: "acme.io" },
      'xmpro:hostedZoneId must be the id of a hosted zone such as "Z0123456789ABCDEFGHIJ", got "acme.io"',
    ],
    [
      { hostedZoneId: "Z0123", dnsZones: "host" },
      "xmpro:dnsZones must not be set with xmpro:hostedZoneId, because no hosted zone is created then",
    ],
    [{ dnsZones: "zone" }, 'xmpro:dnsZones must be one of "host", "domain", got "zone"'],
    [{ dataProtection: "yes" }, 'xmpro:dataProtection must be one of "durable", "removable", "disposable", got "yes"'],
  ]);

  it("accepts a domain of 47 characters, the longest", () => {
    expect(problems({ domain: `${"a".repeat(44)}.io` })).toEqual([]);
  });
});

describe("reading the certificate", () => {
  const expectedArn = `xmpro:certificateArn must be the ARN of a certificate of ACM in the stack's own region and account such as "arn:aws:acm:us-east-1:123456789012:`;
  itReports([
    [{ certificateArn: "11112222" }, expectedArn],
    [{ certificateArn: arn.replace("us-east-1", "eu-west-1") }, expectedArn],
    [{ certificateArn: arn.replace("123456789012", "210987654321") }, expectedArn],
    [{ certificateArn: arn.replace("us-east-1", "eu-west-1"), "aws:region": "cn-north-1" }, "aws:region must be"],
    [
      { certificateArn: arn, certificateBody: pem, certificateChain: pem, certificatePrivateKey: privateKey },
      ["Body", "Chain", "PrivateKey"].map(
        (part) => `xmpro:certificate${part} must not be set with xmpro:certificateArn, because only one certificate is used`,
      ),
    ],
    [
      { certificateBody: pem },
      "xmpro:certificatePrivateKey must be set: an imported certificate needs its body and its private key",
    ],
    [{ certificatePrivateKey: privateKey }, "xmpro:certificateBody must be set"],
    [{ certificateChain: pem }, ["xmpro:certificateBody must be set", "xmpro:certificatePrivateKey must be set"]],
    [
      { certificateBody: pem + pem, certificatePrivateKey: privateKey },
      "xmpro:certificateBody must be one certificate in PEM form, without its chain, such as",
    ],
    [
      { certificateBody: privateKey, certificatePrivateKey: privateKey },
      '"-----BEGIN CERTIFICATE-----..."; the value is not shown',
    ],
    [
      { certificateBody: pem, certificateChain: "MIIB", certificatePrivateKey: privateKey },
      "xmpro:certificateChain must be certificates in PEM form",
    ],
    [
      { certificateBody: pem, certificatePrivateKey: privateKey.replaceAll("PRIVATE", "ENCRYPTED PRIVATE") },
      "xmpro:certificatePrivateKey must be a private key in PEM form without a password; the value is secret and not shown",
    ],
    [{ certificateArn: arn, waitForCertificate: false }, "xmpro:waitForCertificate must be true with a certificate of your own"],
    [
      { certificateBody: pem, certificatePrivateKey: privateKey, waitForCertificate: false },
      "xmpro:waitForCertificate must be true with a certificate of your own",
    ],
    [{ waitForCertificate: "yes" }, 'xmpro:waitForCertificate must be true or false, got "yes"'],
  ]);
});

describe("reading the network", () => {
  const cidr =
    "xmpro:vpcCidr must be a private IPv4 network without host bits, from /16 to /22 so that the subnets of three zones fit,";
  const subnets = 'must be a list of ids of subnets such as ["subnet-0123456789abcdef0"]';
  itReports([
    ...[
      "10.20.0.1/16",
      "10.0.0.0/15",
      "10.0.0.0/23",
      "11.0.0.0/16",
      "172.32.0.0/16",
      "10.20.0.0",
      "10.256.0.0/16",
      "010.20.0.0/16",
    ].map((value): Row => [{ vpcCidr: value }, `${cidr} such as "10.20.0.0/16", got "${value}"`]),
    [{ availabilityZones: 1 }, 'xmpro:availabilityZones must be a whole number from 2 to 3 (zones) such as "2", got "1"'],
    [{ availabilityZones: 4 }, 'got "4"'],
    [{ availabilityZones: "two" }, 'xmpro:availabilityZones must be a whole number from 2 to 3 (zones) such as "2", got "two"'],
    [{ availabilityZones: 2.5 }, 'got "2.5"'],
    [{ natGateways: "none" }, 'xmpro:natGateways must be one of "single", "one-per-zone", got "none"'],
    ...["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/7", "10.0.0.1/8", "::/0"].map(
      (cidr): Row => [
        { bootstrapAllowedCidrs: [cidr] },
        `xmpro:bootstrapAllowedCidrs must be a list of IPv4 networks without host bits that are /8 or smaller, as a wider one is nearly everybody, such as ["203.0.113.0/24"], got "${cidr}"`,
      ],
    ),
    [
      { bootstrapAllowedCidrs: ["203.0.113.0/24", "203.0.113.128/25"] },
      'xmpro:bootstrapAllowedCidrs must hold networks that do not overlap, got "203.0.113.0/24" and "203.0.113.128/25"',
    ],
    [
      { bootstrapAllowedCidrs: Array.from({ length: 28 }, (_, index) => `203.0.113.${index}/32`) },
      "xmpro:bootstrapAllowedCidrs must be a list of at most 27",
    ],
    [
      { allowedCidrs: ["10.0.0.1/8"] },
      'xmpro:allowedCidrs must be a list of IPv4 networks without host bits such as ["203.0.113.0/24"], got "10.0.0.1/8"',
    ],
    [{ allowedCidrs: ["10.0.0.0/33"] }, 'got "10.0.0.0/33"'],
    [{ allowedCidrs: ["::/0"] }, 'got "::/0"'],
    [{ allowedCidrs: "0.0.0.0/0" }, 'got "0.0.0.0/0"'],
    [{ allowedCidrs: ["10.0.0.0/8", "10.0.0.0/8"] }, 'xmpro:allowedCidrs must name each value only once, got "10.0.0.0/8"'],
    [
      { allowedCidrs: ["203.0.113.0/24", "203.0.113.128/25"] },
      'xmpro:allowedCidrs must hold networks that do not overlap, got "203.0.113.0/24" and "203.0.113.128/25"',
    ],
    [{ allowedCidrs: ["203.0.113.0/24", "0.0.0.0/0"] }, 'got "203.0.113.0/24" and "0.0.0.0/0"'],
    [
      { allowedCidrs: Array.from({ length: 51 }, (_, index) => `203.0.113.${index}/32`) },
      "xmpro:allowedCidrs must be a list of at most 50 IPv4 networks without host bits (AWS's default quota is 60 rules a security group), got 51",
    ],
    [{ ...network, vpcId: "vpc-1" }, 'xmpro:vpcId must be the id of a VPC such as "vpc-0123456789abcdef0", got "vpc-1"'],
    [{ ...network, publicSubnetIds: ["sub-1", "subnet-22222222"] }, `xmpro:publicSubnetIds ${subnets}, got "sub-1"`],
    [{ ...network, privateSubnetIds: ["subnet-3333333"] }, `xmpro:privateSubnetIds ${subnets}, got "subnet-3333333"`],
    [{ ...network, isolatedSubnetIds: ["subnet-x"] }, `xmpro:isolatedSubnetIds ${subnets}, got "subnet-x"`],
    [
      { ...network, s3EndpointId: undefined, routeTableIds: ["rt-1"] },
      'xmpro:routeTableIds must be a list of ids of route tables such as ["rtb-0123456789abcdef0"], got "rt-1"',
    ],
    [{ ...network, s3EndpointId: "vpc-12345678" }, "xmpro:s3EndpointId must be the id of a gateway endpoint for S3"],
    [
      { ...network, publicSubnetIds: ["subnet-11111111"] },
      "xmpro:publicSubnetIds must name two or more subnets, each in another zone, with xmpro:vpcId, got 1",
    ],
    [
      { ...network, privateSubnetIds: [] },
      "xmpro:privateSubnetIds must name two or more subnets, each in another zone, with xmpro:vpcId, got 0",
    ],
    [{ ...network, isolatedSubnetIds: ["subnet-55555555"] }, "xmpro:isolatedSubnetIds must name two or more subnets"],
    [
      { ...network, privateSubnetIds: ["subnet-11111111", "subnet-33333333"] },
      'xmpro:vpcId must be set with each subnet in one list only, but "subnet-11111111" is in two',
    ],
    [{ ...network, isolatedSubnetIds: ["subnet-33333333", "subnet-55555555"] }, '"subnet-33333333" is in two'],
    [
      { ...network, s3EndpointId: undefined },
      "xmpro:vpcId must be set together with either xmpro:routeTableIds or xmpro:s3EndpointId (the instances read certificates through the endpoint), got neither",
    ],
    [
      { ...network, routeTableIds: ["rtb-12345678"] },
      "xmpro:s3EndpointId (the instances read certificates through the endpoint), got both",
    ],
    [
      { ...network, vpcCidr: "10.20.0.0/16", availabilityZones: 2, natGateways: "single" },
      ["vpcCidr", "availabilityZones", "natGateways"].map(
        (key) => `xmpro:${key} must not be set with xmpro:vpcId, because no VPC is created then`,
      ),
    ],
    [
      {
        ...network,
        vpcId: undefined,
        isolatedSubnetIds: ["subnet-55555555"],
        routeTableIds: ["rtb-12345678"],
        relayVpcEndpoints: true,
        relayRouteTableIds: ["rtb-87654321"],
      },
      [
        "publicSubnetIds",
        "privateSubnetIds",
        "isolatedSubnetIds",
        "routeTableIds",
        "s3EndpointId",
        "relaySubnetIds",
        "relayRouteTableIds",
      ].map((key) => `xmpro:${key} must not be set without xmpro:vpcId, because a VPC is created then`),
    ],
    [
      { ...network, relaySubnetIds: undefined },
      "xmpro:relaySubnetIds must name two or more subnets, each in another zone, for the relay's tasks with xmpro:vpcId: with access to the internet, and with route tables without the S3 endpoint of the private subnets, through which anybody may read the certificates (or set xmpro:relayEnabled to false), got 0",
    ],
    [{ ...network, relaySubnetIds: ["subnet-77777777"] }, "xmpro:relayEnabled to false), got 1"],
    [{ ...network, relaySubnetIds: ["subnet-7", "subnet-88888888"] }, `xmpro:relaySubnetIds ${subnets}, got "subnet-7"`],
    [{ ...network, relaySubnetIds: network.privateSubnetIds }, ['"subnet-33333333" is in two', '"subnet-44444444" is in two']],
    [
      { ...network, relayEnabled: false },
      "xmpro:relaySubnetIds must not be set with xmpro:relayEnabled false, because no relay is created then",
    ],
    [
      { ...network, relayRouteTableIds: ["rtb-87654321"] },
      "xmpro:relayRouteTableIds must not be set without xmpro:relayVpcEndpoints, because no endpoint is added then",
    ],
    [
      {
        ...network,
        s3EndpointId: undefined,
        routeTableIds: ["rtb-12345678"],
        relayVpcEndpoints: true,
        relayRouteTableIds: ["rtb-12345678"],
      },
      'xmpro:relayRouteTableIds must be other route tables than xmpro:routeTableIds, through whose S3 endpoint anybody may read the certificates, got "rtb-12345678" in both',
    ],
  ]);
});

describe("reading far too many ranges", () => {
  it("reports one problem and does not compare them", () => {
    const allowedCidrs = Array.from({ length: 20_000 }, (_, index) => `10.${index >> 8}.${index % 256}.0/24`);
    expect(problems({ allowedCidrs })).toEqual([expect.stringMatching(/at most 50 .* got 20000$/)]);
  });
});

describe("reading the settings of SQL Server", () => {
  const families = "m5, m5d, m6i, m6id, m7i, m8i, r5, r5b, r5d, r6i, r6id, r7i, r8i, x1e, x2iedn, z1d";
  const standard = { sqlEdition: "standard", sqlInstanceClass: "db.m6i.large" };
  itReports([
    [{ sqlEdition: "developer" }, 'xmpro:sqlEdition must be one of "express", "web", "standard", "enterprise", got "developer"'],
    [
      { sqlEngineVersion: "17.00" },
      'xmpro:sqlEngineVersion must be a version of SQL Server 2019 (15.00) or 2022 (16.00), which XMPro supports, such as "16.00", got "17.00"',
    ],
    [{ sqlEngineVersion: "16" }, 'got "16"'],
    [
      { sqlInstanceClass: "t3.large" },
      'xmpro:sqlInstanceClass must be an RDS instance class such as "db.t3.large", got "t3.large"',
    ],
    [
      { sqlInstanceClass: "db.m6i.large" },
      'xmpro:sqlInstanceClass must be an RDS instance class that supports the express edition (db.t3.micro to db.t3.xlarge) such as "db.t3.large", got "db.m6i.large"',
    ],
    [{ sqlInstanceClass: "db.t3.2xlarge" }, "supports the express edition"],
    [
      { sqlEdition: "web", sqlInstanceClass: "db.t3.micro" },
      "xmpro:sqlInstanceClass must be an RDS instance class that supports the web edition",
    ],
    [{ sqlEdition: "web", sqlInstanceClass: "db.m6i.8xlarge" }, "supports the web edition"],
    [{ sqlEdition: "web", sqlInstanceClass: "db.m6i.24xlarge" }, "supports the web edition"],
    [
      { sqlEdition: "standard" },
      `supports the standard edition (db.t3.xlarge, db.t3.2xlarge, or an Intel family from large on: ${families}) such as "db.m6i.large", got "db.t3.large" (the stack's default)`,
    ],
    ...["db.m7g.large", "db.zz9.large", "db.m9i.large", "db.m4.large", "db.m6i.3xlarge", "db.r5.32xlarge", "db.x1e.large"].map(
      (value): Row => [
        { sqlEdition: "standard", sqlInstanceClass: value },
        `supports the standard edition (db.t3.xlarge, db.t3.2xlarge, or an Intel family from large on: ${families}) such as "db.m6i.large", got "${value}"`,
      ],
    ),
    [{ sqlEdition: "web", sqlInstanceClass: "db.x2iedn.xlarge" }, "supports the web edition"],
    [{ sqlEdition: "enterprise", sqlInstanceClass: "db.r6i.large" }, "supports the enterprise edition"],
    [
      { sqlAllocatedStorage: 10 },
      'xmpro:sqlAllocatedStorage must be a whole number from 20 to 16384 (GiB) such as "20", got "10"',
    ],
    [{ sqlMaxAllocatedStorage: 20000 }, "xmpro:sqlMaxAllocatedStorage must be a whole number from 20 to 16384 (GiB)"],
    [
      { sqlAllocatedStorage: 100 },
      'xmpro:sqlMaxAllocatedStorage must be at least 1.26 times xmpro:sqlAllocatedStorage (100 GiB) such as "126", got "100" (the stack\'s default)',
    ],
    [{ sqlAvailability: "two" }, 'xmpro:sqlAvailability must be one of "single-zone", "multi-zone", got "two"'],
    [{ sqlAvailability: "multi-zone" }, 'xmpro:sqlAvailability must be "single-zone" with the express edition'],
    [{ sqlEdition: "web", sqlAvailability: "multi-zone" }, 'xmpro:sqlAvailability must be "single-zone" with the web edition'],
    [{ sqlBackupDays: 36 }, "xmpro:sqlBackupDays must be a whole number from 7 to 35 (days)"],
    [{ sqlBackupDays: 6 }, 'xmpro:sqlBackupDays must be a whole number from 7 to 35 (days) such as "7", got "6"'],
    [
      { sqlBackupWindow: "22:00" },
      'xmpro:sqlBackupWindow must be a daily window of at least 30 minutes, UTC, such as "22:00-23:00", got "22:00"',
    ],
    [{ sqlBackupWindow: "22:00-22:29" }, "xmpro:sqlBackupWindow must be a daily window"],
    [{ sqlBackupWindow: "22:00-24:00" }, "xmpro:sqlBackupWindow must be a daily window"],
    [
      { sqlMaintenanceWindow: "Sun:05:00-Sun:06:00" },
      "xmpro:sqlMaintenanceWindow must be a weekly window of 30 minutes to 24 hours, UTC,",
    ],
    [{ sqlMaintenanceWindow: "sun:05:00-sun:05:20" }, "xmpro:sqlMaintenanceWindow must be a weekly window"],
    [{ sqlMaintenanceWindow: "sun:05:00-sun:04:00" }, "xmpro:sqlMaintenanceWindow must be a weekly window"],
    [
      { sqlMaintenanceWindow: "thu:22:30-thu:23:30" },
      'xmpro:sqlBackupWindow must not overlap xmpro:sqlMaintenanceWindow, got "22:00-23:00" and "thu:22:30-thu:23:30"',
    ],
    [{ sqlBackupWindow: "23:30-00:30", sqlMaintenanceWindow: "sun:00:00-sun:01:00" }, "xmpro:sqlBackupWindow must not overlap"],
    [{ sqlBackupWindow: "00:00-01:00", sqlMaintenanceWindow: "sat:23:30-sun:00:30" }, "xmpro:sqlBackupWindow must not overlap"],
    ...[
      "-first",
      "first-",
      "fi--rst",
      "first snapshot",
      "first;drop",
      "erste-Sicherung-für-uns",
      `a${"b".repeat(255)}`,
      "arn:aws:rds:us-east-1:1:snapshot:first",
      "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:first",
      "$(id)",
    ].map(
      (value): Row => [
        { sqlSnapshotIdentifier: value },
        'xmpro:sqlSnapshotIdentifier must be the name or the ARN of an RDS snapshot such as "xmpro-prod-database-final-1a2b3c4d", got',
      ],
    ),
    [
      { sqlSnapshotIdentifier: "arn:aws:rds:eu-west-1:111122223333:snapshot:first" },
      "xmpro:sqlSnapshotIdentifier must be a snapshot in us-east-1, the region of the stack (copy it there first), got",
    ],
    [{ sqlNativeBackup: "yes" }, 'xmpro:sqlNativeBackup must be one of "on", "off", got "yes"'],
    ...["us-east-1", "cn-north-1", "US-WEST-2", "us-west-2a", "us-gov-west-1"].map(
      (value): Row => [
        { sqlBackupRegion: value },
        `xmpro:sqlBackupRegion must be a region of AWS's commercial partition other than us-east-1, the stack's own, such as "us-west-2", got "${value}"`,
      ],
    ),
    [{ ...standard, sqlBackupWindow: "wrong", sqlBackupDays: "x" }, ["xmpro:sqlBackupDays must", "xmpro:sqlBackupWindow must"]],
  ]);

  describe("with durable data in prod", () => {
    const where = 'in the stack "prod" with xmpro:dataProtection "durable"';
    const edition = `xmpro:sqlEdition must be "standard" or "enterprise" ${where}, as xmpro:sqlAvailability must be "multi-zone" there, got`;
    const availability = `xmpro:sqlAvailability must be "multi-zone" ${where}, got "single-zone"`;
    itReports(
      [
        [{ sqlAvailability: "single-zone" }, availability],
        [{ sqlEdition: "express" }, `${edition} "express"`],
        [{ sqlEdition: "web" }, `${edition} "web"`],
        [
          { sqlEdition: "express", sqlInstanceClass: "db.t3.large", sqlAvailability: "single-zone" },
          [availability, `${edition} "express"`],
        ],
        [{ ...sql, sqlAvailability: "single-zone" }, "xmpro:sqlAvailability must not be set with xmpro:sqlHost"],
        [{ ...sql, sqlSnapshotIdentifier: "first" }, "xmpro:sqlSnapshotIdentifier must not be set with xmpro:sqlHost"],
        [{ ...sql, sqlBackupRegion: "us-west-2" }, "xmpro:sqlBackupRegion must not be set with xmpro:sqlHost"],
        [{ ...sql, sqlNativeBackup: "on" }, 'xmpro:sqlNativeBackup must be "off" with xmpro:sqlHost'],
      ],
      "prod",
    );
  });

  describe("of an existing server", () => {
    itReports([
      [
        { ...sql, sqlHost: "tcp:sql.acme.io" },
        'xmpro:sqlHost must be a lower-case host name without port such as "server.example.com", got "tcp:sql.acme.io"',
      ],
      [{ ...sql, sqlHost: "sql.acme.io,1433" }, "xmpro:sqlHost must be a lower-case host name"],
      [{ ...sql, sqlPort: 65536 }, "xmpro:sqlPort must be a whole number from 1 to 65535 (port)"],
      [
        { ...sql, sqlCidr: undefined },
        "xmpro:sqlHost must be set together with either xmpro:sqlSecurityGroupId or xmpro:sqlCidr, got neither",
      ],
      [
        { ...sql, sqlSecurityGroupId: "sg-12345678" },
        "xmpro:sqlHost must be set together with either xmpro:sqlSecurityGroupId or xmpro:sqlCidr, got both",
      ],
      [
        { ...sql, sqlCidr: undefined, sqlSecurityGroupId: "sg-1" },
        'xmpro:sqlSecurityGroupId must be the id of a security group such as "sg-0123456789abcdef0", got "sg-1"',
      ],
      [
        { ...sql, sqlCidr: "10.9.0.1/24" },
        "xmpro:sqlCidr must be an IPv4 network without host bits that is not the whole internet",
      ],
      [{ ...sql, sqlCidr: "0.0.0.0/0" }, "xmpro:sqlCidr must be an IPv4 network"],
      [
        { ...sql, sqlCidr: "10.20.5.0/24" },
        'xmpro:sqlCidr must not overlap xmpro:vpcCidr, because the created VPC would look for the server in itself, got "10.20.5.0/24" and "10.20.0.0/16" (the stack\'s default)',
      ],
      [{ ...sql, sqlCidr: "10.0.0.0/8" }, "xmpro:sqlCidr must not overlap xmpro:vpcCidr"],
      [{ ...sql, vpcCidr: "10.9.0.0/16" }, 'got "10.9.0.0/24" and "10.9.0.0/16"'],
      [{ ...sql, sqlCidr: "10.20.5.0/24", vpcCidr: "10.20.0.0/8" }, "xmpro:vpcCidr must be a private IPv4 network"],
      [
        { ...sql, sqlCidr: undefined, sqlSecurityGroupId: "sg-12345678" },
        "xmpro:sqlSecurityGroupId must be set together with xmpro:vpcId (AWS refuses a rule that names a security group of a VPC that is not peered, and a created VPC has no peering); without it set xmpro:sqlCidr",
      ],
      [{ ...sql, sqlUsername: undefined }, "xmpro:sqlUsername must be set with xmpro:sqlHost"],
      [{ ...sql, sqlPassword: undefined }, "xmpro:sqlPassword must be set with xmpro:sqlHost"],
      ...["sa", "Admin", "1user", "a-b", "a2345678901234567"].map(
        (value): Row => [
          { ...sql, sqlUsername: value },
          `xmpro:sqlUsername must be 1 to 16 letters, digits and underscores, a letter first, and none of sa, rdsadmin, admin, administrator, root, master, such as "xmpro", got "${value}"`,
        ],
      ),
      ...[
        "short",
        "with space",
        "semi;colon",
        "quo'te123",
        'quo"te123',
        "slash/123",
        "at@123456",
        "equal=123",
        "ümlaut-12",
        "x".repeat(129),
      ].map(
        (value): Row => [
          { ...sql, sqlPassword: value },
          "xmpro:sqlPassword must be 8 to 128 printable ASCII characters without space and / \" @ ' ; =; the value is secret and not shown",
        ],
      ),
      [
        { ...sql, sqlEdition: "express", sqlBackupDays: 7 },
        [
          "xmpro:sqlEdition must not be set with xmpro:sqlHost, because no server is created then",
          "xmpro:sqlBackupDays must not be set with",
        ],
      ],
      [
        { ...sql, sqlHost: undefined, sqlPort: 1433, sqlSecurityGroupId: "sg-12345678" },
        ["sqlPort", "sqlSecurityGroupId", "sqlCidr", "sqlUsername", "sqlPassword"].map(
          (key) => `xmpro:${key} must not be set without xmpro:sqlHost`,
        ),
      ],
    ]);
  });
});

describe("reading the settings of Redis", () => {
  itReports([
    [
      { redisNodeType: "t4g.small" },
      'xmpro:redisNodeType must be a node type of ElastiCache (t3 or t4g from micro to medium; m5, m6g, m7g, r5, r6g or r7g from large on) such as "cache.t4g.small", got "t4g.small"',
    ],
    ...[
      "cache.t4g.tiny",
      "cache.zz9.large",
      "cache.m7g.small",
      "cache.t4g.large",
      "cache.r7i.large",
      "cache.m7g.3xlarge",
      "cache.m7g.24xlarge",
    ].map((value): Row => [{ redisNodeType: value }, `such as "cache.t4g.small", got "${value}"`]),
    [{ redisNodes: 7 }, "xmpro:redisNodes must be a whole number from 1 to 6 (nodes)"],
    [{ redisSnapshotDays: 36 }, "xmpro:redisSnapshotDays must be a whole number from 1 to 35 (days)"],
    [{ redisSnapshotWindow: "20:00-20:45" }, "xmpro:redisSnapshotWindow must be a daily window of at least 60 minutes"],
    [{ redisMaintenanceWindow: "sun:05:00" }, "xmpro:redisMaintenanceWindow must be a weekly window of 60 minutes to 24 hours"],
    [
      { redisMaintenanceWindow: "tue:21:00-tue:22:00" },
      "xmpro:redisSnapshotWindow must not overlap xmpro:redisMaintenanceWindow",
    ],
    [{ ...redis, redisHost: "redis://cache" }, "xmpro:redisHost must be a lower-case host name without port"],
    [{ ...redis, redisPort: -1 }, "xmpro:redisPort must be a whole number from 1 to 65535 (port)"],
    [
      { ...redis, redisCidr: undefined },
      "xmpro:redisHost must be set together with either xmpro:redisSecurityGroupId or xmpro:redisCidr, got neither",
    ],
    [
      { ...redis, redisSecurityGroupId: "sg-12345678" },
      "xmpro:redisHost must be set together with either xmpro:redisSecurityGroupId or xmpro:redisCidr, got both",
    ],
    [{ ...redis, redisCidr: "10.9.0.0" }, "xmpro:redisCidr must be an IPv4 network"],
    [{ ...redis, redisCidr: "10.20.5.0/24" }, "xmpro:redisCidr must not overlap xmpro:vpcCidr"],
    [
      { ...redis, redisCidr: undefined, redisSecurityGroupId: "sg-12345678" },
      "xmpro:redisSecurityGroupId must be set together with xmpro:vpcId",
    ],
    [
      { ...redis, redisCidr: undefined, redisSecurityGroupId: "group" },
      "xmpro:redisSecurityGroupId must be the id of a security group",
    ],
    [{ ...redis, redisAuthToken: undefined }, "xmpro:redisAuthToken must be set with xmpro:redisHost"],
    ...["too-short", "0123456789abcdef,ssl=False", "x".repeat(129)].map(
      (value): Row => [
        { ...redis, redisAuthToken: value },
        "xmpro:redisAuthToken must be 16 to 128 letters, digits and ! & # $ ^ < > -; the value is secret and not shown",
      ],
    ),
    [{ ...redis, redisNodes: 1 }, "xmpro:redisNodes must not be set with xmpro:redisHost, because no cache is created then"],
    [
      { ...redis, redisHost: undefined, redisPort: 6379 },
      ["redisPort", "redisCidr", "redisAuthToken"].map((key) => `xmpro:${key} must not be set without xmpro:redisHost`),
    ],
  ]);

  describe("with durable data", () => {
    itReports([[{ redisNodes: 1 }, 'xmpro:redisNodes must be two or more with xmpro:dataProtection "durable"']], "prod");
  });
});

describe.each(["sm", "ds", "ad"])("reading the settings of the product %s", (id) => {
  const type = `xmpro:${id}InstanceType must be an EC2 instance type with an x86 processor (Windows does not run on Graviton) such as "t3.large"`;
  const prefix = `xmpro:${id}ParameterPrefix must be 4 to 20 letters and digits that do not start with aws or ssm and are not a prefix of "xmpro" such as "XMSM"`;
  itReports([
    ...["t4g.large", "m7g.xlarge", "m7gd.large", "im4gn.large", "x2gd.large", "g5g.xlarge", "a1.large", "large", "t3.huge"].map(
      (value): Row => [{ [`${id}InstanceType`]: value }, `${type}, got "${value}"`],
    ),
    [
      { [`${id}MinSize`]: 2, [`${id}MaxSize`]: 1 },
      `xmpro:${id}MinSize must be at most xmpro:${id}MaxSize (1) such as "1", got "2"`,
    ],
    [
      { [`${id}MaxSize`]: 2 },
      `xmpro:${id}MaxSize must be 1 without xmpro:autoScale (the instances of a product share nothing then) such as "1", got "2"`,
    ],
    [{ [`${id}MinSize`]: -1 }, `xmpro:${id}MinSize must be a whole number from 1 to 20 (instances)`],
    [{ [`${id}MaxSize`]: 21, autoScale: true }, `xmpro:${id}MaxSize must be a whole number from 1 to 20 (instances)`],
    ...["./packages", "https://acme.io/SM.zip", "s3://Acme/SM.zip", "s3://acme-packages"].map(
      (value): Row => [
        { [`${id}Package`]: value },
        `xmpro:${id}Package must be a path to a zip file, or the S3 URI of one (s3://bucket/key), such as "./packages/SM.zip", got "${value}"`,
      ],
    ),
    [
      { [`${id}HealthCheckPath`]: "favicon.ico" },
      `xmpro:${id}HealthCheckPath must be a path that starts with / such as "/favicon.ico", got "favicon.ico"`,
    ],
    ...["Sunday:02:00", "sun:02:00", "Sun:24:00", "Sun:2:00"].map(
      (value): Row => [
        { [`${id}PatchWindow`]: value },
        `xmpro:${id}PatchWindow must be the start of AWS's two-hour patch window, day and UTC time, such as "Sun:02:00", got "${value}"`,
      ],
    ),
    ...["X", "XM", "XYZ", "X-MX", "/XMX", "awsXM", "SSMXM", "X".repeat(21), "xmpro", "XMPR"].map(
      (value): Row => [{ [`${id}ParameterPrefix`]: value }, `${prefix}, got "${value}"`],
    ),
  ]);

  it("accepts the instance type g4dn, which is not Graviton", () => {
    expect(problems({ [`${id}InstanceType`]: "g4dn.xlarge" })).toEqual([]);
  });
});

describe("reading the settings of all products together", () => {
  itReports([
    [
      { smPatchWindow: "Sat:05:59" },
      [
        'xmpro:adPatchWindow must be two hours or more from xmpro:smPatchWindow, got "Sat:07:00" and "Sat:05:59"',
        'xmpro:dsPatchWindow must be two hours or more from xmpro:smPatchWindow, got "Sat:04:30" and "Sat:05:59"',
      ],
    ],
    [
      { smPatchWindow: "Sat:23:00", adPatchWindow: "Sun:00:30" },
      "xmpro:adPatchWindow must be two hours or more from xmpro:smPatchWindow",
    ],
    [
      { adPatchWindow: "Sun:00:00", dsPatchWindow: "Sat:22:01" },
      "xmpro:dsPatchWindow must be two hours or more from xmpro:adPatchWindow",
    ],
    [
      { smParameterPrefix: "PQR", adParameterPrefix: "PQRS", dsParameterPrefix: "PQRST" },
      [
        "xmpro:smParameterPrefix must be 4 to 20 letters and digits",
        'xmpro:dsParameterPrefix must not begin with xmpro:adParameterPrefix, nor the other way round, got "PQRST" and "PQRS"',
      ],
    ],
    [
      { adParameterPrefix: "PLANT", dsParameterPrefix: "plant2" },
      "xmpro:dsParameterPrefix must not begin with xmpro:adParameterPrefix",
    ],
    [{ dsParameterPrefix: "XMSM" }, "xmpro:dsParameterPrefix must not begin with xmpro:smParameterPrefix"],
  ]);

  it("accepts patch windows that follow each other directly, over the end of the week too", () => {
    expect(problems({ smPatchWindow: "Sat:22:00", dsPatchWindow: "Sun:00:00", adPatchWindow: "Sun:02:00" })).toEqual([]);
  });
});

describe("reading the platform", () => {
  itReports([
    ...["3", "2.", "v2", "2.23.5.1", "latest"].map(
      (value): Row => [
        { platformVersion: value },
        `xmpro:platformVersion must be version 2 of AWS's Windows platform, in full or as a prefix, such as "2.23.5", got "${value}"`,
      ],
    ),
    [
      { logRetentionDays: 31 },
      'xmpro:logRetentionDays must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653 (days) such as "30", got "31"',
    ],
    [{ logRetentionDays: 99999 }, "xmpro:logRetentionDays must be a whole number from 1 to 3653 (days)"],
    [{ autoScale: "on" }, 'xmpro:autoScale must be true or false, got "on"'],
    [{ accountBaseline: true }, 'xmpro:accountBaseline must be one of "off", "on", got "true"'],
    [{ accountBudget: 100 }, 'xmpro:accountBudget must not be set without xmpro:accountBaseline "on"'],
    [
      { accountBaseline: "on", accountBudget: 0.5 },
      'xmpro:accountBudget must be a whole number from 1 to 10000000 (USD) such as "1", got "0.5"',
    ],
    [{ encryptVolumesByDefault: 1 }, 'xmpro:encryptVolumesByDefault must be true or false, got "1"'],
  ]);
});

describe("reading an unknown key", () => {
  itReports([
    [
      { smInstanceTypes: "t3.large" },
      'xmpro:smInstanceTypes is not a setting of this project; did you mean "xmpro:smInstanceType"?',
    ],
    [{ Domain: "acme.io" }, 'xmpro:Domain is not a setting of this project; did you mean "xmpro:domain"?'],
    [{ sqlPasword: "Long-enough1" }, 'xmpro:sqlPasword is not a setting of this project; did you mean "xmpro:sqlPassword"?'],
    ...(["sm", "ds", "ad"] as const).map(
      (id): Row => [
        { [`xmpro:${id}PackageDeployed`]: "true" },
        `xmpro:${id}PackageDeployed is no longer a setting: remove it, and set xmpro:${id}Package to the zip of XMPro's installer such as "./packages/${id.toUpperCase()}.zip"`,
      ],
    ),
    [{ "xmpro:constructor": "x" }, "xmpro:constructor is not a setting of this project"],
    [{ zzzzzzzzzzzz: "1" }, "xmpro:zzzzzzzzzzzz is not a setting of this project"],
  ]);

  it("reports nothing if it is in another namespace", () => {
    expect(problems({ "pulumi:tags": "{}", "aws:profile": "x", "aws:assumeRoles": [{ roleArn: "x" }] })).toEqual([]);
  });
});
