import { sameText } from "../../read/beanstalk-settings.ts";
import { pointsAt } from "../../read/points-at.ts";
import { rdsInstance, rdsParameterGroup } from "../../read/resource-types.ts";
import { findEach, known } from "../../read/unknown-values.ts";
import { onResource, onStack, quote, type Rule } from "../../rule.ts";

const OLD_TLS = /^rds\.tls1[01]$/i;

export const databasesTls: Rule = {
  name: "databases-tls",
  description: "Databases accept TLS connections only, of version 1.2 or newer.",
  remedy: 'Give the database a ParameterGroup of this stack with rds.force_ssl "1", and leave TLS 1.0 and 1.1 off.',
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["RDS.41"],
  checks: [
    onResource(rdsParameterGroup, ({ parameters }) => {
      const forced = findEach(parameters, ({ name, value }) =>
        sameText(String(name), "rds.force_ssl") ? String(value) : undefined,
      );
      return forced.length > 0 && forced.every((value) => value === "1")
        ? undefined
        : `parameters must set rds.force_ssl to "1", got ${quote(forced.find((value) => value !== "1"))}`;
    }),
    onResource(rdsParameterGroup, ({ parameters }) =>
      findEach(parameters, ({ name, value }) =>
        OLD_TLS.test(String(name)) && sameText(String(value), "enabled")
          ? `${name} must be "disabled", got ${quote(value)}`
          : undefined,
      ),
    ),
    onResource(rdsInstance, ({ parameterGroupName }) =>
      typeof parameterGroupName === "string" &&
      parameterGroupName.trim() !== "" &&
      !/^default[.:]/i.test(parameterGroupName.trim())
        ? undefined
        : `parameterGroupName must be a group that forces TLS, got ${quote(parameterGroupName)}`,
    ),
    // What a group of another program says, no rule sees.
    onStack(rdsInstance, ({ parameterGroupName }, database, all) => {
      const name = typeof parameterGroupName === "string" ? parameterGroupName : "default.";
      const isOurs = (group: (typeof all)[number]) =>
        pointsAt(database, "parameterGroupName", group) || known(() => group.props.name) === name;
      return /^(default[.:].*)?$/i.test(name.trim()) || all.some((group) => group.type === rdsParameterGroup && isOurs(group))
        ? undefined
        : `parameterGroupName must be a ParameterGroup of this stack, got ${quote(name)}`;
    }),
  ],
};
