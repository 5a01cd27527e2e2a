/**
 * What a stack's settings are when its file says nothing, under the settings' own names. Units and meaning stand in
 * `Pulumi.yaml`.
 */
export interface Defaults {
  readonly dataProtection: "durable" | "removable" | "disposable";
  readonly dnsZones: "host" | "domain";
  readonly vpcCidr: string;
  readonly availabilityZones: number;
  readonly natGateways: "single" | "one-per-zone";
  readonly webAcl: "on" | "off";
  readonly sqlEdition: "express" | "web" | "standard" | "enterprise";
  readonly sqlEngineVersion: string;
  readonly sqlInstanceClass: string;
  readonly sqlAllocatedStorage: number;
  readonly sqlMaxAllocatedStorage: number;
  readonly sqlAvailability: "single-zone" | "multi-zone";
  readonly sqlBackupDays: number;
  readonly sqlBackupWindow: string;
  readonly sqlMaintenanceWindow: string;
  readonly redisNodeType: string;
  readonly redisNodes: number;
  readonly redisSnapshotDays: number;
  readonly redisSnapshotWindow: string;
  readonly redisMaintenanceWindow: string;
  readonly logRetentionDays: number;
  readonly smInstanceType: string;
  readonly smPatchWindow: string;
  readonly adInstanceType: string;
  readonly adPatchWindow: string;
  readonly dsInstanceType: string;
  readonly dsPatchWindow: string;
  readonly relayArchitecture: "x86_64" | "arm64";
  readonly relayUpstreamReach: string;
  readonly relaySecretVersion: number;
  readonly relayCpu: number;
  readonly relayMemory: number;
  readonly relayMinTasks: number;
  readonly relayMaxTasks: number;
  readonly relayRequestsPerTarget: number;
  readonly relayNight: string;
  readonly relayCacheEngine: "valkey" | "redis";
  readonly relayCacheMaxStorage: number;
  readonly relayCacheMaxEcpu: number;
  readonly relayCacheSnapshotDays: number;
}
