import type { Rule } from "../../rule.ts";
import { repositoriesImmutable } from "../images/repositories-immutable.ts";
import { repositoriesLifecycle } from "../images/repositories-lifecycle.ts";
import { repositoriesOwnKey } from "../images/repositories-own-key.ts";
import { repositoriesScanned } from "../images/repositories-scanned.ts";
import { clustersInsights } from "../services/clusters-insights.ts";
import { servicesNoExec } from "../services/services-no-exec.ts";
import { servicesOnFargate } from "../services/services-on-fargate.ts";
import { servicesPlatformVersion } from "../services/services-platform-version.ts";
import { servicesPrivate } from "../services/services-private.ts";
import { servicesRollBack } from "../services/services-roll-back.ts";
import { collectorsOnLoopback } from "./collectors-on-loopback.ts";
import { containerImagesOwnAccount } from "./container-images-own-account.ts";
import { containerImagesPinned } from "./container-images-pinned.ts";
import { containerImagesPrivate } from "./container-images-private.ts";
import { containersEfsEncrypted } from "./containers-efs-encrypted.ts";
import { containersLog } from "./containers-log.ts";
import { containersNoHostVolumes } from "./containers-no-host-volumes.ts";
import { containersNotRoot } from "./containers-not-root.ts";
import { containersOwnNamespaces } from "./containers-own-namespaces.ts";
import { containersReadOnlyRoot } from "./containers-read-only-root.ts";
import { containersReadable } from "./containers-readable.ts";
import { containersUnprivileged } from "./containers-unprivileged.ts";
import { tasksTwoRoles } from "./tasks-two-roles.ts";

export const containersRules: readonly Rule[] = [
  containersReadable,
  containersNotRoot,
  containersReadOnlyRoot,
  containersUnprivileged,
  containersOwnNamespaces,
  containersNoHostVolumes,
  containersEfsEncrypted,
  containersLog,
  collectorsOnLoopback,
  containerImagesPinned,
  containerImagesPrivate,
  containerImagesOwnAccount,
  tasksTwoRoles,
  servicesPrivate,
  servicesOnFargate,
  servicesPlatformVersion,
  servicesRollBack,
  servicesNoExec,
  clustersInsights,
  repositoriesImmutable,
  repositoriesScanned,
  repositoriesOwnKey,
  repositoriesLifecycle,
];
