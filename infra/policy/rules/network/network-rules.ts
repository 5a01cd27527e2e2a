import type { Rule } from "../../rule.ts";
import { flowLogsOn } from "./flow-logs-on.ts";
import { networkAclsDenyConsoles } from "./network-acls-deny-consoles.ts";
import { noForeignNetworks } from "./no-foreign-networks.ts";
import { privateSubnetsWithoutInternet } from "./private-subnets-without-internet.ts";
import { publicAddressesOfGateways } from "./public-addresses-of-gateways.ts";
import { subnetsAssignNoAddresses } from "./subnets-assign-no-addresses.ts";

export const networkRules: readonly Rule[] = [
  flowLogsOn,
  networkAclsDenyConsoles,
  subnetsAssignNoAddresses,
  privateSubnetsWithoutInternet,
  noForeignNetworks,
  publicAddressesOfGateways,
];
