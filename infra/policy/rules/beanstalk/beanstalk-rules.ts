import type { Rule } from "../../rule.ts";
import { environmentAccessLogs } from "../beanstalk-balancers/environment-access-logs.ts";
import { environmentApplicationBalancer } from "../beanstalk-balancers/environment-application-balancer.ts";
import { environmentHttpsListener } from "../beanstalk-balancers/environment-https-listener.ts";
import { environmentProcessHttps } from "../beanstalk-balancers/environment-process-https.ts";
import { environmentStickySessions } from "../beanstalk-balancers/environment-sticky-sessions.ts";
import { environmentMetadataToken } from "../beanstalk-instances/environment-metadata-token.ts";
import { environmentNoKeyPair } from "../beanstalk-instances/environment-no-key-pair.ts";
import { environmentNoPublicAddress } from "../beanstalk-instances/environment-no-public-address.ts";
import { environmentOwnRoles } from "../beanstalk-instances/environment-own-roles.ts";
import { environmentOwnSecurityGroups } from "../beanstalk-instances/environment-own-security-groups.ts";
import { environmentHealthReporting } from "./environment-health-reporting.ts";
import { environmentLogsKept } from "./environment-logs-kept.ts";
import { environmentManagedUpdates } from "./environment-managed-updates.ts";
import { environmentNoDatabase } from "./environment-no-database.ts";
import { environmentNoOutageByDeployment } from "./environment-no-outage-by-deployment.ts";
import { environmentOptionsVisible } from "./environment-options-visible.ts";
import { environmentPlatformSupported } from "./environment-platform-supported.ts";

export const beanstalkRules: readonly Rule[] = [
  environmentOptionsVisible,
  environmentApplicationBalancer,
  environmentHttpsListener,
  environmentProcessHttps,
  environmentStickySessions,
  environmentAccessLogs,
  environmentOwnSecurityGroups,
  environmentNoPublicAddress,
  environmentNoKeyPair,
  environmentMetadataToken,
  environmentOwnRoles,
  environmentNoDatabase,
  environmentManagedUpdates,
  environmentPlatformSupported,
  environmentHealthReporting,
  environmentLogsKept,
  environmentNoOutageByDeployment,
];
