import { type PackSettings, packSettings } from "../../pack-settings.ts";
import { settingsOf } from "../../read/beanstalk-settings.ts";
import { leavesOf } from "../../read/leaves.ts";
import { environment } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { type CheckedResource, onEveryResource, quote, type Rule } from "../../rule.ts";

/** Of EC2 and launch templates, RDS, ElastiCache and others, at any depth: "instanceType", "instanceClass", "nodeType". */
const TYPE_ARGUMENT = /^(allowed_?|db_?|cache_?)?(instance|node)_?(type|class)(es|s)?$/i;
const TYPE_OPTION = /^instancetypes?$/i;
/** "m6i" of "m6i.large", "db.m6i.large" and "cache.m6i.large". */
const FAMILY = /^(?:(?:db|cache)\.)?([a-z][a-z0-9-]*)\.[a-z0-9-]+$/i;

/** Each type of instance that a resource may start, with where it says so. */
function typesOf({ type, props }: CheckedResource): { readonly where: string; readonly text: string }[] {
  if (type === environment) {
    // An option that is there twice counts twice, as nobody promises which of them Beanstalk takes.
    return settingsOf(known(() => props.settings))
      .filter(({ name }) => TYPE_OPTION.test(name))
      .flatMap(({ namespace, name, value }) => itemsOf(known(value) ?? "", `${namespace}/${name}`));
  }
  return leavesOf(props)
    .filter(({ key, value }) => TYPE_ARGUMENT.test(key) && typeof value === "string")
    .flatMap(({ path, value }) => itemsOf(String(value), path));
}

function itemsOf(list: string, where: string) {
  return list.split(",").flatMap((item) => (item.trim() === "" ? [] : [{ where, text: item.trim() }]));
}

export function allowedInstanceFamilies(settings: () => PackSettings = packSettings): Rule {
  return {
    name: "allowed-instance-families",
    description: "Instances of EC2, Elastic Beanstalk, RDS and ElastiCache are of the families that the pack's settings allow.",
    remedy: "Choose an allowed family, or add the family to `instanceFamilies` in the pack's settings.json.",
    severity: "medium",
    enforcementLevel: "mandatory",
    controls: [],
    reference: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-types.html",
    checks: [
      onEveryResource((resource) => {
        const { instanceFamilies } = settings();
        return typesOf(resource)
          .filter(({ text }) => !instanceFamilies.includes((FAMILY.exec(text)?.[1] ?? "").toLowerCase()))
          .map(
            ({ where, text }) =>
              `${where} must be of an allowed family such as ${quote(instanceFamilies[0])}, got ${quote(text)}`,
          );
      }),
    ],
  };
}
