/** One key of `Pulumi.yaml`. */
export interface Key {
  readonly type: "string" | "integer" | "boolean" | "array";
  readonly default?: string | number | boolean;
  readonly required?: true;
  readonly secret?: true;
  /** Its text is not repeated in a problem: a person may have pasted the private key there. */
  readonly hidden?: true;
}

/**
 * Every key of our own, as `Pulumi.yaml` declares it; a test keeps the two alike. Here again because the engine hands a
 * program text without types, and because the tests and the offline preview run without the engine's defaults.
 */
export const keys = {
  domain: { type: "string", required: true },
  alarmEmails: { type: "array", required: true },
  hostedZoneId: { type: "string" },
  dnsZones: { type: "string" },
  certificateArn: { type: "string" },
  certificateBody: { type: "string", hidden: true },
  certificateChain: { type: "string", hidden: true },
  certificatePrivateKey: { type: "string", secret: true },
  waitForCertificate: { type: "boolean", default: true },
  dataProtection: { type: "string" },
  allowedCidrs: { type: "array" },
  webAcl: { type: "string" },

  vpcCidr: { type: "string" },
  availabilityZones: { type: "integer" },
  natGateways: { type: "string" },
  vpcId: { type: "string" },
  publicSubnetIds: { type: "array" },
  privateSubnetIds: { type: "array" },
  isolatedSubnetIds: { type: "array" },
  routeTableIds: { type: "array" },
  s3EndpointId: { type: "string" },

  sqlEdition: { type: "string" },
  sqlEngineVersion: { type: "string" },
  sqlInstanceClass: { type: "string" },
  sqlAllocatedStorage: { type: "integer" },
  sqlMaxAllocatedStorage: { type: "integer" },
  sqlAvailability: { type: "string" },
  sqlBackupDays: { type: "integer" },
  sqlBackupWindow: { type: "string" },
  sqlMaintenanceWindow: { type: "string" },
  sqlHost: { type: "string" },
  sqlPort: { type: "integer" },
  sqlSecurityGroupId: { type: "string" },
  sqlCidr: { type: "string" },
  sqlUsername: { type: "string" },
  sqlPassword: { type: "string", secret: true },

  redisNodeType: { type: "string" },
  redisNodes: { type: "integer" },
  redisSnapshotDays: { type: "integer" },
  redisSnapshotWindow: { type: "string" },
  redisMaintenanceWindow: { type: "string" },
  redisHost: { type: "string" },
  redisPort: { type: "integer" },
  redisSecurityGroupId: { type: "string" },
  redisCidr: { type: "string" },
  redisAuthToken: { type: "string", secret: true },

  autoScale: { type: "boolean", default: false },
  platformVersion: { type: "string", default: "2" },
  logRetentionDays: { type: "integer" },
  encryptVolumesByDefault: { type: "boolean", default: true },

  smInstanceType: { type: "string" },
  smMinSize: { type: "integer", default: 1 },
  smMaxSize: { type: "integer", default: 1 },
  smPackageDeployed: { type: "boolean", default: false },
  smHealthCheckPath: { type: "string", default: "/favicon.ico" },
  smPatchWindow: { type: "string" },
  smParameterPrefix: { type: "string", default: "XMSM" },
  adInstanceType: { type: "string" },
  adMinSize: { type: "integer", default: 1 },
  adMaxSize: { type: "integer", default: 1 },
  adPackageDeployed: { type: "boolean", default: false },
  adHealthCheckPath: { type: "string", default: "/favicon.ico" },
  adPatchWindow: { type: "string" },
  adParameterPrefix: { type: "string", default: "XMAD" },
  dsInstanceType: { type: "string" },
  dsMinSize: { type: "integer", default: 1 },
  dsMaxSize: { type: "integer", default: 1 },
  dsPackageDeployed: { type: "boolean", default: false },
  dsHealthCheckPath: { type: "string", default: "/favicon.ico" },
  dsPatchWindow: { type: "string" },
  dsParameterPrefix: { type: "string", default: "XMDS" },

  relayEnabled: { type: "boolean", default: true },
  relayImage: { type: "string" },
  relayMarketplace: { type: "boolean", default: false },
  relayArchitecture: { type: "string" },
  relayUpstream: { type: "string" },
  relayUpstreamReach: { type: "string" },
  relayCorsOrigins: { type: "array" },
  relayPassThroughRoutes: { type: "array" },
  relayPassHeaders: { type: "array" },
  relayMessageCrypto: { type: "string" },
  relayUpstreamClient: { type: "string" },
  relayMaxBodyBytes: { type: "integer" },
  relayUpstreamTimeoutMs: { type: "integer" },
  relaySecretVersion: { type: "integer" },
  relayCpu: { type: "integer" },
  relayMemory: { type: "integer" },
  relayMinTasks: { type: "integer" },
  relayMaxTasks: { type: "integer" },
  relayRequestsPerTarget: { type: "integer" },
  relayNight: { type: "string" },
  relayCacheEngine: { type: "string" },
  relayCacheMaxStorage: { type: "integer" },
  relayCacheMaxEcpu: { type: "integer" },
  relayCacheSnapshotDays: { type: "integer" },
  relaySubnetIds: { type: "array" },
  relayRouteTableIds: { type: "array" },
  relayVpcEndpoints: { type: "boolean", default: false },
  relayWafRateLimit: { type: "integer" },
  relayExec: { type: "boolean", default: false },
} as const satisfies Readonly<Record<string, Key>>;

export type KeyName = keyof typeof keys;

/** The names of all keys of one type: a reader of integers cannot be asked for a string's key. */
export type KeyOf<Type extends Key["type"]> = {
  [Name in KeyName]: (typeof keys)[Name] extends { type: Type } ? Name : never;
}[KeyName];
