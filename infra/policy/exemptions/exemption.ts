/** An accepted finding about one resource, and its reason. */
export interface Exemption {
  /** A rule of the pack, or a check of a scanner with its name before it, such as "prowler/rds_instance_multi_az". */
  readonly rule: string;
  /** The exact address (URN) of the resource. */
  readonly resource: string;
  readonly reason: string;
  /** The last day of the exemption, such as "2027-11-30". */
  readonly until: string;
  /** The setting of the program that creates the resource. While the resource is absent, the exemption is not unused. */
  readonly setting?: string;
}

/** The scanners whose findings the same file exempts. A check's name is "<scanner>/<id of the check>". */
export const SCANNERS: Readonly<Record<string, RegExp>> = {
  prowler: /^[a-z0-9]+(_[a-z0-9]+)+$/,
  checkov: /^CKV2?_[A-Z0-9]+_\d+$/,
};

/** True for an exemption from a scanner's check. The pack cannot see such a finding, so the scan judges whether it is used. */
export function isOfScanner({ rule }: Exemption): boolean {
  return rule.includes("/");
}

/** Stack and project of an address, such as "prod::xmpro". */
export function stackOf(urn: string): string {
  return urn.split("::", 2).join("::").replace("urn:pulumi:", "");
}

/** The type at the end of an address, and the name, such as ["aws:rds/instance:Instance", "database"]. */
export function typeAndNameOf(urn: string): readonly [type: string, name: string] {
  const [, , types = "", ...name] = urn.split("::");
  return [types.split("$").at(-1) ?? "", name.join("::")];
}

/** True after the last day. `today` is a day such as "2026-11-30". */
export function hasEnded({ until }: Exemption, today: string): boolean {
  return until < today;
}

/** Today in UTC, such as "2026-11-30". */
export function currentDay(): string {
  return new Date().toISOString().slice(0, 10);
}
