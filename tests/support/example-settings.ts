import type { Settings } from "../../stacks/settings.ts";

const product = (name: string, patchWindow: string, parameterPrefix: string) => ({
  host: `${name}-nonprod-xmpro.example.com`,
  instanceType: "t3.large",
  minSize: 1,
  maxSize: 1,
  packageDeployed: false,
  healthCheckPath: "/favicon.ico",
  patchWindow,
  parameterPrefix,
});

/** Settings of a small stack, for tests that look at a program and not at how settings are read. */
export const exampleSettings: Settings = {
  environment: "nonprod",
  accountId: "111122223333",
  region: "us-east-1",
  domain: "example.com",
  hosts: {
    sm: "sm-nonprod-xmpro.example.com",
    ad: "ad-nonprod-xmpro.example.com",
    ds: "ds-nonprod-xmpro.example.com",
    relay: "relay-nonprod-xmpro.example.com",
  },
  alarmEmails: ["platform@example.com"],
  durable: false,
  finalSnapshot: false,
  allowedCidrs: ["0.0.0.0/0"],
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
    backupWindow: "03:00-04:00",
    maintenanceWindow: "sat:05:00-sat:06:00",
  },
  redis: {
    kind: "new",
    nodeType: "cache.t4g.small",
    nodes: 1,
    snapshotRetentionLimit: 1,
    snapshotWindow: "02:00-03:00",
    maintenanceWindow: "sat:07:00-sat:08:00",
  },
  autoScale: false,
  products: {
    sm: product("sm", "Sat:02:00", "XMSM"),
    ad: product("ad", "Sat:06:00", "XMAD"),
    ds: product("ds", "Sat:04:00", "XMDS"),
  },
  relay: undefined,
  platformVersion: "2",
  logRetentionDays: 30,
  encryptVolumesByDefault: true,
  tags: { project: "xmpro", environment: "nonprod", owner: "platform", "managed-by": "pulumi", "cost-centre": "xmpro" },
};
