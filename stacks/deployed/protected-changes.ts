import type { Settings } from "../settings.ts";
import type { DeployedStack } from "./deployed-stack.ts";

const HOW_TO_UNPROTECT = 'set xmpro:dataProtection to "removable" and run pulumi up without the policy pack first';

/** What a durable stack refuses to delete. Pulumi and AWS would say so one by one, in the middle of an update. */
export function protectedProblems(settings: Settings, stack: DeployedStack): string[] {
  return [zoneProblems, cacheProblems, balancerProblems, backupProblems, baselineProblems].flatMap((check) =>
    check(settings, stack),
  );
}

/** A durable stack's buckets refuse to be emptied; what else is protected does not show it in its outputs. */
function isDurable(stack: DeployedStack): boolean {
  return stack.find("aws:s3/bucket:Bucket", "packages")?.outputs.forceDestroy === false;
}

function zoneProblems({ dns, domain, hosts, relay }: Settings, stack: DeployedStack): string[] {
  if (!isDurable(stack)) return [];
  const deployed = stack.ofType("aws:route53/zone:Zone").map(({ outputs }) => String(outputs.name));
  const names = [...Object.values(hosts), ...(relay?.domains ?? []).map(({ host }) => host)];
  const wanted = dns.kind === "existing" ? [] : dns.zones === "domain" ? [domain] : names;
  const gone = deployed.filter((zone) => !wanted.includes(zone));
  if (gone.length === 0) return [];
  const moves = gone.some((zone) => zone !== domain && !zone.endsWith(`.${domain}`));
  // The zones of the products are there in any case: those that go beside them are of domains.
  const isOfDomains = wanted === names && Object.values(hosts).every((host) => deployed.includes(host));
  const setting = dns.kind === "existing" ? "hostedZoneId" : moves ? "domain" : isOfDomains ? "relayDomains" : "dnsZones";
  return [
    `xmpro:${setting} must not remove the deployed hosted zones while they are protected (${gone.join(", ")}); ${HOW_TO_UNPROTECT}`,
  ];
}

function cacheProblems({ redis }: Settings, stack: DeployedStack): string[] {
  if (redis.kind === "new" || !isDurable(stack)) return [];
  if (stack.find("aws:elasticache/replicationGroup:ReplicationGroup", "redis") === undefined) return [];
  return [`xmpro:redisHost must not be set while the deployed Redis, which it replaces, is protected; ${HOW_TO_UNPROTECT}`];
}

/** What keeps backups of the database: the bucket of .bak files, and the key of the copies in a second region. */
function backupProblems({ sql }: Settings, stack: DeployedStack): string[] {
  if (!isDurable(stack)) return [];
  const bucket = stack.find("aws:s3/bucket:Bucket", "database-backups");
  const keyArn = stack.find("aws:kms/key:Key", "replicated-backups")?.outputs.arn;
  const region = typeof keyArn === "string" ? keyArn.split(":")[3] : undefined;
  const wanted = sql.kind === "new" ? sql : { nativeBackup: false, backupRegion: undefined };
  return [
    ...(bucket !== undefined && !wanted.nativeBackup
      ? [`xmpro:sqlNativeBackup must stay "on" while the deployed bucket of .bak files is protected; ${HOW_TO_UNPROTECT}`]
      : []),
    ...(region !== undefined && region !== wanted.backupRegion
      ? [
          `xmpro:sqlBackupRegion must stay "${region}" while the deployed key of the backups there is protected, got ${wanted.backupRegion === undefined ? "nothing" : `"${wanted.backupRegion}"`}; ${HOW_TO_UNPROTECT}`,
        ]
      : []),
  ];
}

function baselineProblems({ accountBaseline }: Settings, stack: DeployedStack): string[] {
  if (accountBaseline !== undefined || !isDurable(stack)) return [];
  if (stack.find("aws:s3/bucket:Bucket", "account-trail") === undefined) return [];
  return [`xmpro:accountBaseline must stay "on" while the deployed records of the account are protected; ${HOW_TO_UNPROTECT}`];
}

function balancerProblems({ relay }: Settings, stack: DeployedStack): string[] {
  if (relay !== undefined) return [];
  if (stack.find("aws:lb/loadBalancer:LoadBalancer", "relay")?.outputs.enableDeletionProtection !== true) return [];
  return [
    `xmpro:relayEnabled must stay true while the deployed relay's load balancer is protected; switch its deletion protection off in AWS's console and run pulumi refresh, or ${HOW_TO_UNPROTECT}`,
  ];
}
