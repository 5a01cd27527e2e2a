import type { Rule } from "../../rule.ts";
import { cachesAuthenticated } from "./caches-authenticated.ts";
import { cachesBackedUp } from "./caches-backed-up.ts";
import { cachesCostCapped } from "./caches-cost-capped.ts";
import { cachesEncrypted } from "./caches-encrypted.ts";
import { cachesInOneRegion } from "./caches-in-one-region.ts";
import { cachesLog } from "./caches-log.ts";
import { cachesMinorVersions } from "./caches-minor-versions.ts";
import { cachesPrivate } from "./caches-private.ts";
import { cachesTls } from "./caches-tls.ts";
import { redisEvicts } from "./redis-evicts.ts";
import { redisNotClustered } from "./redis-not-clustered.ts";
import { redisSurvivesAZone } from "./redis-survives-a-zone.ts";

export const cachesRules: readonly Rule[] = [
  cachesPrivate,
  cachesEncrypted,
  cachesTls,
  cachesAuthenticated,
  cachesBackedUp,
  cachesMinorVersions,
  cachesInOneRegion,
  redisNotClustered,
  redisSurvivesAZone,
  redisEvicts,
  cachesCostCapped,
  cachesLog,
];
