import type { Rule } from "../../rule.ts";
import { dataBackedUp } from "./data-backed-up.ts";
import { dataEncrypted } from "./data-encrypted.ts";
import { dataInTransit } from "./data-in-transit.ts";
import { dataProtected } from "./data-protected.ts";
import { databasePrivate } from "./database-private.ts";
import { redisNotClustered } from "./redis-not-clustered.ts";

export const dataRules: readonly Rule[] = [
  dataBackedUp,
  dataEncrypted,
  dataInTransit,
  dataProtected,
  databasePrivate,
  redisNotClustered,
];
