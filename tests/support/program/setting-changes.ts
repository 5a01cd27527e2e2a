import type { StackName } from "../../../stacks/settings/domain.ts";
import type { KeyName } from "../../../stacks/settings/schema.ts";

/**
 * The effect of a changed setting on a deployed stack. "in place": nothing is replaced. "replaced": resources are replaced, created
 * or deleted with a noticeable effect. "refused": the program reports an error before anything changes.
 */
export type Outcome = "in place" | "replaced" | "refused";

export interface SettingChange {
  readonly setting: KeyName;
  /** The stack to change. It is deployed with its own values and those of `before`. */
  readonly stack: StackName;
  readonly before?: Readonly<Record<string, unknown>>;
  /** The settings to change. An undefined value removes the setting. */
  readonly after: Readonly<Record<string, unknown>>;
  readonly outcome: Outcome;
  /** The part of the schema's `change` text that describes this effect. Required unless the change is in place. */
  readonly words?: string;
  /** The change needs a real account or an existing server, so the rehearsal skips it. */
  readonly unrehearsed?: true;
}

type Row = readonly [
  setting: KeyName,
  after: unknown,
  outcome: Outcome,
  more?: Partial<Omit<SettingChange, "setting" | "after" | "outcome">> & { readonly with?: Readonly<Record<string, unknown>> },
];

const DURABLE = "with dataProtection durable";
const SERVER = { sqlCidr: "10.99.0.0/24", sqlUsername: "xmpro", sqlPassword: "Long-enough1" };
const CACHE = { redisCidr: "10.99.0.0/24", redisAuthToken: "0123456789abcdef" };
const MAIL_SERVER = {
  mail: "smtp",
  smtpHost: "smtp.acme.io",
  smtpUsername: "xmpro",
  smtpPassword: "Long-enough1",
  smtpFrom: "xmpro@acme.io",
};
const IMPORTED = "read it after npm run import-secrets";
const API = { relayUpstream: "https://api.acme.io" };
const EXISTING_VPC = {
  vpcId: "vpc-0123456789abcdef0",
  publicSubnetIds: ["subnet-11111111", "subnet-22222222"],
  privateSubnetIds: ["subnet-33333333", "subnet-44444444"],
  isolatedSubnetIds: ["subnet-55555555", "subnet-66666666"],
  s3EndpointId: "vpce-0123456789abcdef0",
  relaySubnetIds: ["subnet-aaaaaaaa", "subnet-bbbbbbbb"],
};
const ADDED_SUBNET = [...EXISTING_VPC.isolatedSubnetIds, "subnet-77777777"];
const IMAGE = `123456789012.dkr.ecr.us-east-1.amazonaws.com/relay@sha256:${"0123456789abcdef".repeat(4)}`;
const COLLECTOR = IMAGE.replace("/relay@", "/aws-otel-collector@");
const ARN = "arn:aws:acm:us-east-1:111122223333:certificate/11112222-3333-4444-5555-666677778888";
/** In S3, where the tests' AWS shows nothing of it. */
const PACKAGE = "s3://acme-packages/package.zip";
const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const KEY = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n";
const MOVES = "A change of a deployed stack is refused";
const prod = { stack: "prod" } as const;
const inExistingVpc = { before: EXISTING_VPC, unrehearsed: true } as const;

const rows: readonly Row[] = [
  ["domain", "example.org", "replaced", { words: "A change replaces the hosted zones and the certificate" }],
  ["domain", "example.org", "refused", { ...prod, words: "With dataProtection durable it is refused" }],
  ["alarmEmails", ["night@example.com"], "in place"],
  [
    "alarmWebhooks",
    "https://events.example.com/aws?key=abc123 https://hooks.example.com/1",
    "in place",
    { words: "must confirm again" },
  ],
  [
    "hostedZoneId",
    "Z0123456789ABC",
    "replaced",
    { words: "Setting it later deletes the created hosted zones", unrehearsed: true },
  ],
  ["hostedZoneId", "Z0123456789ABC", "refused", { ...prod, words: `${DURABLE} it is refused` }],
  ["dnsZones", "domain", "replaced", { words: "A change replaces the hosted zones and their name servers" }],
  ["dnsZones", "domain", "refused", { ...prod, words: `${DURABLE} it is refused` }],
  ["certificateArn", ARN, "in place", { unrehearsed: true }],
  ["certificateBody", PEM, "in place", { with: { certificatePrivateKey: KEY }, unrehearsed: true }],
  ["certificatePrivateKey", KEY, "in place", { with: { certificateBody: PEM }, unrehearsed: true }],
  ["certificateChain", PEM, "in place", { with: { certificateBody: PEM, certificatePrivateKey: KEY }, unrehearsed: true }],
  ["waitForCertificate", false, "replaced", { words: "the products stay closed. They open when it is true again" }],
  ["dataProtection", "removable", "in place"],
  ["dataProtection", "durable", "in place", { with: { redisNodes: 2 } }],
  ["dataProtection", "removable", "in place", { ...prod, words: "To remove a durable stack, set removable" }],
  ["allowedCidrs", ["203.0.113.0/24"], "in place"],
  ["bootstrapAllowedCidrs", ["203.0.113.0/24"], "in place"],
  [
    "bootstrapAllowedCidrs",
    [],
    "in place",
    { before: { bootstrapAllowedCidrs: ["203.0.113.0/24"] }, words: "allowedCidrs then holds" },
  ],
  ["installerHost", "on", "in place"],
  ["installerHost", "off", "replaced", { before: { installerHost: "on" }, words: "off deletes it with everything on its disk" }],

  ["vpcCidr", "10.30.0.0/16", "refused", { words: MOVES }],
  ["vpcCidr", "10.30.0.0/16", "refused", { ...prod, words: MOVES }],
  ["availabilityZones", 3, "replaced", { words: "A third zone can be added later. This replaces the relay's cache" }],
  ["availabilityZones", 2, "refused", { ...prod, words: "To remove a zone is refused" }],
  ["webAcl", "on", "in place"],
  ["webAcl", "off", "in place", prod],
  ["natGateways", "one-per-zone", "in place"],
  ["natGateways", "single", "in place", prod],
  ["vpcId", EXISTING_VPC.vpcId, "refused", { with: EXISTING_VPC, words: MOVES }],
  ["vpcId", "vpc-99999999999999999", "refused", { ...inExistingVpc, words: MOVES }],
  ["vpcId", "", "refused", { ...inExistingVpc, with: empty(EXISTING_VPC), words: MOVES }],
  ["publicSubnetIds", ["subnet-11111111", "subnet-88888888"], "in place", inExistingVpc],
  ["privateSubnetIds", ["subnet-33333333", "subnet-88888888"], "in place", inExistingVpc],
  [
    "isolatedSubnetIds",
    ADDED_SUBNET,
    "replaced",
    { ...inExistingVpc, words: "Subnets can be added later. This replaces the relay's cache" },
  ],
  [
    "isolatedSubnetIds",
    ["subnet-55555555", "subnet-77777777"],
    "refused",
    { ...inExistingVpc, words: "To remove one is refused" },
  ],
  ["isolatedSubnetIds", [], "refused", { ...inExistingVpc, words: "To remove one is refused" }],
  ["routeTableIds", ["rtb-12345678"], "in place", { ...inExistingVpc, with: { s3EndpointId: "" } }],
  ["s3EndpointId", "vpce-99999999999999999", "in place", inExistingVpc],

  ["sqlEdition", "web", "replaced", { words: "A change replaces the server and deletes its data" }],
  [
    "sqlEdition",
    "enterprise",
    "refused",
    { ...prod, with: { sqlInstanceClass: "db.m6i.xlarge" }, words: `${DURABLE} it is refused` },
  ],
  ["sqlEngineVersion", "16.00", "in place", { before: { sqlEngineVersion: "15.00" }, words: "restarts the server at once" }],
  ["sqlEngineVersion", "16.00", "in place", { ...prod, before: { sqlEngineVersion: "15.00" }, words: `${DURABLE} too` }],
  ["sqlEngineVersion", "15.00", "refused", { words: "A version older than the deployed one is refused" }],
  ["sqlEngineVersion", "15.00", "refused", { ...prod, words: "A version older than the deployed one is refused" }],
  ["sqlEngineVersion", "16.00.4215.2.v1", "refused", { words: "A version older than the deployed one is refused" }],
  ["sqlEngineVersion", "16.00.4265.3.v1", "in place"],
  ["sqlEngineVersion", "16.00", "in place", { before: { sqlEngineVersion: "16.00.4265.3.v1" } }],
  ["sqlInstanceClass", "db.t3.small", "in place", { words: "A change restarts the server" }],
  ["sqlInstanceClass", "db.m6i.xlarge", "in place", { ...prod, words: "it waits for the maintenance window" }],
  ["sqlAllocatedStorage", 50, "in place"],
  ["sqlAllocatedStorage", 21, "refused", { words: "An increase of less than 10 % is refused" }],
  ["sqlAllocatedStorage", 20, "in place", { before: { sqlAllocatedStorage: 50 }, words: "a smaller value has no effect" }],
  ["sqlMaxAllocatedStorage", 200, "in place"],
  [
    "sqlMaxAllocatedStorage",
    50,
    "refused",
    {
      before: { sqlAllocatedStorage: 50 },
      with: { sqlAllocatedStorage: 20 },
      words: "A change to less than 1.1 times the deployed storage, which may have grown, is refused",
    },
  ],
  ["sqlAvailability", "multi-zone", "in place", { before: { sqlEdition: "standard", sqlInstanceClass: "db.m6i.large" } }],
  ["sqlBackupDays", 10, "in place"],
  ["sqlBackupWindow", "21:00-22:00", "in place"],
  ["sqlMaintenanceWindow", "mon:00:00-mon:01:00", "in place"],
  ["sqlSnapshotIdentifier", "before-upgrade", "refused", { words: "another snapshot is refused" }],
  ["sqlSnapshotIdentifier", "before-upgrade", "refused", { ...prod, words: "another snapshot is refused" }],
  ["sqlSnapshotIdentifier", "other", "refused", { before: { sqlSnapshotIdentifier: "first" }, words: "another snapshot" }],
  ["sqlSnapshotIdentifier", "", "in place", { before: { sqlSnapshotIdentifier: "first" }, words: "may stay or be removed" }],
  ["sqlNativeBackup", "on", "in place"],
  ["sqlNativeBackup", "on", "in place", prod],
  ["sqlNativeBackup", "off", "replaced", { before: { sqlNativeBackup: "on" }, words: "A change to off deletes the bucket" }],
  [
    "sqlNativeBackup",
    "off",
    "refused",
    { ...prod, before: { sqlNativeBackup: "on" }, words: "With dataProtection durable it is refused" },
  ],
  ["sqlBackupRegion", "us-west-2", "in place"],
  ["sqlBackupRegion", "us-west-2", "in place", prod],
  ["sqlBackupRegion", "", "replaced", { before: { sqlBackupRegion: "us-west-2" }, words: "A change deletes the key" }],
  [
    "sqlBackupRegion",
    "eu-west-1",
    "refused",
    { ...prod, before: { sqlBackupRegion: "us-west-2" }, words: "With dataProtection durable it is refused" },
  ],
  ["sqlHost", "sql.acme.io", "replaced", { with: SERVER, words: "Setting it later deletes the created server" }],
  ["sqlHost", "sql.acme.io", "refused", { ...prod, with: SERVER, words: `${DURABLE} it is refused` }],
  ["sqlPort", 1434, "in place", { before: { ...SERVER, sqlHost: "sql.acme.io" } }],
  [
    "sqlSecurityGroupId",
    "sg-12345678",
    "in place",
    { ...inExistingVpc, before: { ...EXISTING_VPC, ...SERVER, sqlHost: "sql.acme.io" }, with: { sqlCidr: "" } },
  ],
  ["sqlCidr", "10.98.0.0/24", "in place", { before: { ...SERVER, sqlHost: "sql.acme.io" } }],
  ["sqlUsername", "other", "in place", { before: { ...SERVER, sqlHost: "sql.acme.io" } }],
  ["sqlPassword", "Longer-than-before1", "in place", { before: { ...SERVER, sqlHost: "sql.acme.io" } }],

  ["redisNodeType", "cache.t4g.medium", "in place"],
  ["redisNodeType", "cache.m7g.large", "in place", { ...prod, words: "a change waits for the maintenance window" }],
  ["redisNodes", 2, "in place"],
  ["redisNodes", 3, "in place", prod],
  ["redisSnapshotDays", 3, "in place"],
  ["redisSnapshotWindow", "21:30-22:30", "in place"],
  ["redisMaintenanceWindow", "mon:01:00-mon:02:00", "in place"],
  ["redisHost", "cache.acme.io", "replaced", { with: CACHE, words: "Setting it later deletes the created cache" }],
  ["redisHost", "cache.acme.io", "refused", { ...prod, with: CACHE, words: `${DURABLE} it is refused` }],
  ["redisPort", 6380, "in place", { before: { ...CACHE, redisHost: "cache.acme.io" } }],
  [
    "redisSecurityGroupId",
    "sg-12345678",
    "in place",
    { ...inExistingVpc, before: { ...EXISTING_VPC, ...CACHE, redisHost: "cache.acme.io" }, with: { redisCidr: "" } },
  ],
  ["redisCidr", "10.98.0.0/24", "in place", { before: { ...CACHE, redisHost: "cache.acme.io" } }],
  ["redisAuthToken", "0123456789abcdefg", "in place", { before: { ...CACHE, redisHost: "cache.acme.io" } }],

  ["autoScale", true, "in place"],
  ["platformVersion", "2.22", "in place"],
  ["logRetentionDays", 60, "in place"],
  ["encryptVolumesByDefault", false, "in place"],
  // Unrehearsed: the emulator lacks the account's switches of snapshots and instance metadata.
  ["accountBaseline", "on", "in place", { unrehearsed: true }],
  [
    "accountBaseline",
    "off",
    "replaced",
    { before: { accountBaseline: "on" }, words: "A change to off deletes trail", unrehearsed: true },
  ],
  ["accountBaseline", "off", "refused", { ...prod, before: { accountBaseline: "on" }, words: `${DURABLE} it is refused` }],
  ["accountBudget", 2000, "in place", { before: { accountBaseline: "on" }, unrehearsed: true }],
  ...(["sm", "ds", "ad"] as const).flatMap((id): Row[] => [
    [`${id}InstanceType`, "t3.2xlarge", "in place", { words: "A change replaces the instances" }],
    [`${id}MinSize`, 2, "in place", { with: { autoScale: true, [`${id}MaxSize`]: 3 } }],
    [`${id}MaxSize`, 2, "in place", { with: { autoScale: true } }],
    [`${id}Package`, PACKAGE, "in place", { unrehearsed: true }],
    [
      `${id}Package`,
      "s3://acme-packages/next.zip",
      "in place",
      { before: { [`${id}Package`]: PACKAGE }, words: "Another zip is deployed on new instances" },
    ],
    [`${id}Package`, "", "refused", { before: { [`${id}Package`]: PACKAGE }, words: "A deployed package cannot be taken away" }],
    [`${id}HealthCheckPath`, "/version", "in place", { before: { [`${id}Package`]: PACKAGE } }],
    [`${id}PatchWindow`, "Wed:02:00", "in place"],
    [`${id}ParameterPrefix`, `SITE${id}`, "in place", { words: "a change needs a new package" }],
  ]),

  ["mail", "smtp", "in place", { with: MAIL_SERVER, words: IMPORTED }],
  ["mail", "ses", "in place", { words: IMPORTED }],
  ["mail", "none", "replaced", { before: { mail: "ses" }, words: "deletes the identity and its login" }],
  ["mail", "ses", "in place", { ...prod }],
  ["smtpHost", "other.acme.io", "in place", { before: MAIL_SERVER, words: IMPORTED }],
  ["smtpPort", 2525, "in place", { before: MAIL_SERVER, words: IMPORTED }],
  ["smtpUsername", "other", "in place", { before: MAIL_SERVER, words: IMPORTED }],
  ["smtpPassword", "Longer-than-before1", "in place", { before: MAIL_SERVER, words: IMPORTED }],
  ["smtpFrom", "other@acme.io", "in place", { before: MAIL_SERVER, words: IMPORTED }],
  [
    "smtpFrom",
    "xmpro@example.com",
    "replaced",
    { before: { mail: "ses", dnsZones: "domain" }, words: "a change of its domain replaces the identity" },
  ],
  ["sesKeyVersion", 2, "replaced", { before: { mail: "ses" }, words: "A change makes a new login and deletes the previous one" }],

  ["relayEnabled", false, "replaced", { words: "Setting it to false deletes the relay" }],
  ["relayEnabled", false, "refused", { ...prod, words: "refused while the relay's load balancer is protected" }],
  ["relayImage", IMAGE, "in place"],
  ["relayMarketplace", true, "in place", { before: { relayImage: IMAGE } }],
  ["relayArchitecture", "arm64", "in place"],
  ["relayUpstream", "https://api.acme.io", "in place"],
  ["relayUpstreamReach", "10.99.0.0/24", "in place", { before: API }],
  ["relayDomains", ["sm"], "in place"],
  [
    "relayDomains",
    ["ad"],
    "replaced",
    { before: { relayDomains: ["sm", "ad"], dnsZones: "domain" }, words: "A change replaces the certificate of these hosts" },
  ],
  [
    "relayDomains",
    [],
    "refused",
    { ...prod, before: { relayDomains: ["sm"] }, words: "is protected with dataProtection durable" },
  ],
  ["relayCorsOrigins", ["https://a.acme.io"], "in place"],
  ["relayPassThroughRoutes", ["/open/*"], "in place"],
  ["relayPassHeaders", ["x-http-method-override"], "in place"],
  ["relayMessageCrypto", "node", "in place"],
  ["relayUpstreamClient", "node", "in place"],
  ["relayMaxBodyBytes", 1_000_000, "in place"],
  ["relayUpstreamTimeoutMs", 60_000, "in place"],
  ["relaySecretVersion", 2, "in place", { words: "clients are unaffected" }],
  ["relaySecretVersion", 1, "in place", { before: { relaySecretVersion: 2 } }],
  ["relayCpu", 1024, "in place", { with: { relayMemory: 2048 } }],
  ["relayMemory", 2048, "in place"],
  ["relayMinTasks", 3, "in place", { words: "a change takes effect when they end" }],
  ["relayMinTasks", 3, "in place", prod],
  ["relayMaxTasks", 6, "in place"],
  ["relayRequestsPerTarget", 10_000, "in place"],
  ["relayNight", "off", "in place", { words: "the one task of the night stays" }],
  ["relayNight", "21:00-05:00", "in place", prod],
  ["relayCacheEngine", "redis", "replaced", { words: "A change ends all pairs" }],
  ["relayCacheMaxStorage", 2, "in place"],
  ["relayCacheMaxEcpu", 6000, "in place"],
  ["relayCacheSnapshotDays", 2, "in place"],
  ["relaySubnetIds", ["subnet-aaaaaaaa", "subnet-cccccccc"], "in place", inExistingVpc],
  ["relayRouteTableIds", ["rtb-aaaaaaaa"], "in place", { ...inExistingVpc, with: { relayVpcEndpoints: true } }],
  ["relayVpcEndpoints", true, "in place"],
  ["relayWafRateLimit", 1000, "in place"],
  ["relayTracesImage", COLLECTOR, "in place"],
  ["relayExec", true, "in place"],
];

export const SETTING_CHANGES: readonly SettingChange[] = rows.map(([setting, value, outcome, more = {}]) => {
  const { with: others = {}, stack = "nonprod", ...rest } = more;
  return { setting, outcome, stack, after: { ...others, [setting]: value }, ...rest };
});

/** The value of each setting that means "not set". */
function empty(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, Array.isArray(value) ? [] : ""]));
}
