import * as aws from "@pulumi/aws";
import { awsErrorLine } from "./aws-error.ts";
import type { DeployedStack } from "./deployed/deployed-stack.ts";
import { zonesOf } from "./deployed/network-facts.ts";
import type { Packages } from "./packages/packages.ts";
import { SettingsError } from "./settings/reader/settings-error.ts";
import type { Settings } from "./settings.ts";

/** What is asked of AWS before anything is made. */
export interface LookUps {
  /** Availability zones of a new network; left out where nobody can be asked. */
  readonly zoneNames?: readonly string[] | undefined;
  /** Full name of the newest Windows platform within `platformVersion`. */
  readonly solutionStackName: string;
  /** Hosted zone that AWS keeps the region's application load balancers in. */
  readonly balancerZoneId: string;
  /** Packages that the settings name. A product that is left out runs AWS's sample application. */
  readonly packages?: Packages;
  /** AWS's newest image of Windows for a new host of the installers. Undefined: none is wanted. */
  readonly installerImageId?: string | undefined;
}

/** AWS keeps the id of the newest image in each region under this name. */
const WINDOWS_IMAGE = "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base";

/**
 * Asks AWS, once.
 *
 * @throws SettingsError when no platform matches `platformVersion`, as AWS retires old ones.
 */
export async function lookUp({ platformVersion, installerHost }: Settings): Promise<LookUps> {
  const [platform, zone, image] = await Promise.all([
    aws.elasticbeanstalk.getSolutionStack({ mostRecent: true, nameRegex: platformPattern(platformVersion) }).catch((error) => {
      throw new SettingsError("AWS has no such platform:", [
        `xmpro:platformVersion must be a version that AWS offers such as "2", got "${platformVersion}"; AWS says: ${awsErrorLine(error)}`,
      ]);
    }),
    aws.lb.getHostedZoneId({ loadBalancerType: "application" }),
    installerHost ? aws.ssm.getParameter({ name: WINDOWS_IMAGE, withDecryption: false }) : undefined,
  ]);
  return { solutionStackName: platform.name, balancerZoneId: zone.id, installerImageId: image?.value };
}

/**
 * The zones of a new network: those that it is deployed in, then the first others of the region. Local Zones and Wavelength Zones,
 * which an account opts into, are none of them: they have no NAT gateways, and no SQL Server.
 *
 * @throws SettingsError when the region has too few for this account
 */
export async function lookUpZones({ network, region }: Settings, deployed?: DeployedStack): Promise<Pick<LookUps, "zoneNames">> {
  if (network.kind === "existing") return {};
  const filters = [{ name: "opt-in-status", values: ["opt-in-not-required"] }];
  const { names } = await aws.getAvailabilityZones({ state: "available", filters });
  // The offline preview has nobody to ask and answers nothing.
  if (names.length === 0) return {};
  if (names.length < network.zones) {
    throw new SettingsError("The region has too few availability zones:", [
      `xmpro:availabilityZones must be at most ${names.length} in ${region} (AWS offers this account ${names.join(", ")}) such as "2", got "${network.zones}"`,
    ]);
  }
  const used = deployed === undefined ? [] : zonesOf(deployed).map(({ availabilityZone }) => availabilityZone);
  return { zoneNames: [...new Set([...used, ...names])].slice(0, network.zones) };
}

/** "2" is any 2.x.y, "2.23" any 2.23.y, "2.23.5" just that one. Core, which lacks the desktop that IIS tools want, never fits. */
export function platformPattern(version: string): string {
  const rest = ["\\d+", "\\d+", "\\d+"].slice(version.split(".").length);
  const digits = [...version.split("."), ...rest].join("\\.");
  return `^64bit Windows Server 2022 v${digits} running IIS 10\\.0$`;
}
