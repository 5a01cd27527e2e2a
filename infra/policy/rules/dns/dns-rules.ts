import type { Rule } from "../../rule.ts";
import { certificateKeysStrong } from "./certificate-keys-strong.ts";
import { certificatesValidatedByDns } from "./certificates-validated-by-dns.ts";
import { recordsNoWildcard } from "./records-no-wildcard.ts";
import { recordsPointHome } from "./records-point-home.ts";
import { zonesLimitIssuers } from "./zones-limit-issuers.ts";
import { zonesLogQueries } from "./zones-log-queries.ts";
import { zonesPublic } from "./zones-public.ts";

export const dnsRules: readonly Rule[] = [
  recordsPointHome,
  recordsNoWildcard,
  zonesLimitIssuers,
  zonesLogQueries,
  zonesPublic,
  certificatesValidatedByDns,
  certificateKeysStrong,
];
