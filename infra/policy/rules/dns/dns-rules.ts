import type { Rule } from "../../rule.ts";
import { certificateKeysStrong } from "./certificate-keys-strong.ts";
import { certificatesValidatedByDns } from "./certificates-validated-by-dns.ts";
import { recordsNoWildcard } from "./records-no-wildcard.ts";
import { recordsPointHome } from "./records-point-home.ts";
import { zonesLimitIssuers } from "./zones-limit-issuers.ts";
import { zonesPublic } from "./zones-public.ts";

export const dnsRules: readonly Rule[] = [
  recordsPointHome,
  recordsNoWildcard,
  zonesLimitIssuers,
  zonesPublic,
  certificatesValidatedByDns,
  certificateKeysStrong,
];
