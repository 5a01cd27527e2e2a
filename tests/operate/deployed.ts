import type { DeployedStack } from "../../operate/deployed-stack/deployed-stack.ts";

/** Outputs of a stack, as the commands read them. */
export const OUTPUTS: DeployedStack["outputs"] = {
  hosts: { sm: "sm-xmpro.example.com", ds: "ds-xmpro.example.com", ad: "ad-xmpro.example.com" },
  certificateBucket: "certificates-1",
  packageBucket: "packages-1",
  parameterPrefixes: { sm: "XMSM", ds: "XMDS", ad: "XMAD" },
  parameterKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1",
  sqlServer: { host: "database.example.com", port: 1433, username: "xmadmin", passwordParameter: "/xmpro/database/password" },
  redis: { host: "redis.example.com", port: 6379, tokenParameter: "/xmpro/redis/token" },
};

export const STACK: DeployedStack = {
  name: "nonprod",
  accountId: "123456789012",
  region: "us-east-1",
  tags: {},
  outputs: OUTPUTS,
};
