import type { Rule } from "../../rule.ts";
import { authenticationNotSkipped } from "./authentication-not-skipped.ts";
import { balancersAreApplication } from "./balancers-are-application.ts";
import { balancersBehindWebAcl } from "./balancers-behind-web-acl.ts";
import { balancersDropInvalidHeaders } from "./balancers-drop-invalid-headers.ts";
import { balancersLogAccess } from "./balancers-log-access.ts";
import { balancersMitigateDesync } from "./balancers-mitigate-desync.ts";
import { balancersProtected } from "./balancers-protected.ts";
import { balancersSpanZones } from "./balancers-span-zones.ts";
import { listenersEncrypted } from "./listeners-encrypted.ts";
import { listenersStrongTls } from "./listeners-strong-tls.ts";
import { redirectsStayHere } from "./redirects-stay-here.ts";
import { targetsInVpc } from "./targets-in-vpc.ts";
import { webAclsBlock } from "./web-acls-block.ts";

export const loadBalancingRules: readonly Rule[] = [
  listenersEncrypted,
  listenersStrongTls,
  redirectsStayHere,
  authenticationNotSkipped,
  targetsInVpc,
  balancersAreApplication,
  balancersDropInvalidHeaders,
  balancersMitigateDesync,
  balancersLogAccess,
  balancersProtected,
  balancersSpanZones,
  balancersBehindWebAcl,
  webAclsBlock,
];
