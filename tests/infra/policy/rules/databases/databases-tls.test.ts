import { describe, expect, it } from "vitest";
import { databasesTls } from "../../../../../infra/policy/rules/databases/databases-tls.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { INSTANCE } from "../data/argument-forms.ts";

const GROUP = "aws:rds/parameterGroup:ParameterGroup";
const forced = (value: unknown) => ({ name: "rds.force_ssl", value });
const ours = checkedResource(GROUP, { name: "database-tls", parameters: [forced("1")] });

describe("databases-tls", () => {
  it.each([
    ["forces TLS", [forced("1")], 0],
    ["forces TLS, with a number", [forced(1)], 0],
    ["leaves TLS to the client", [forced("0")], 1],
    ["says both", [forced("1"), forced("0")], 1],
    ["says both, in another case", [forced("1"), { name: "RDS.Force_SSL", value: "0" }], 1],
    ["forces nothing", [], 1],
    ["has no parameters", undefined, 1],
    ["has an unknown parameter before the right one", [UNKNOWN, forced("1")], 0],
    ["is not known yet", UNKNOWN, 0],
    ["turns old TLS off", [forced("1"), { name: "rds.tls10", value: "disabled" }], 0],
    ["turns old TLS on", [forced("1"), { name: "rds.tls11", value: "Enabled" }], 1],
  ])("checks a parameter group that %s", (_, parameters, count) => {
    expect(findingsOf(databasesTls, checkedResource(GROUP, { parameters }))).toHaveLength(count);
  });

  it.each([
    ["database-tls", 0],
    [UNKNOWN, 0],
    [undefined, 1],
    [null, 1],
    ["", 1],
    ["default.sqlserver-se-16.0", 1],
    ["Default.sqlserver-se-16.0", 1],
    ["default:sqlserver-se-16-00", 1],
    ["of-another-program", 1],
  ])("checks the name of the parameter group, %s", (parameterGroupName, count) => {
    expect(findingsOf(databasesTls, checkedResource(INSTANCE, { parameterGroupName }), ours)).toHaveLength(count);
  });

  it("accepts a parameter group by reference", () => {
    const database = checkedResource(
      INSTANCE,
      { parameterGroupName: "any" },
      { propertyDependencies: { parameterGroupName: [ours.urn] } },
    );
    expect(findingsOf(databasesTls, database, ours)).toEqual([]);
  });
});
