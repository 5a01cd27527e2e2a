import { type PackSettings, packSettings } from "../../pack-settings.ts";
import { isObject, nested } from "../../read/nested.ts";
import { known } from "../../read/unknown-values.ts";
import { type CheckedResource, type Findings, onEveryResource, quote, type Rule } from "../../rule.ts";

/** The provider gives its default tags to every resource that has tags. */
const AWS_PROVIDER = "pulumi:providers:aws";

function defaultTagsOf({ props }: CheckedResource): unknown {
  const value = props.defaultTags;
  // A provider keeps objects as JSON.
  const object = typeof value === "string" ? known(() => parsed(value)) : value;
  return nested(object, "tags");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ofProvider(provider: CheckedResource, required: readonly string[]): Findings {
  const tags = defaultTagsOf(provider);
  return required
    .filter((key) =>
      isEmpty(
        known(() => nested(tags, key)),
        isObject(tags) && Object.hasOwn(tags, key),
      ),
    )
    .map((key) => `defaultTags of the provider must have a value for the tag ${quote(key)}, got nothing`);
}

/** A value that is there but not known yet is not empty. */
function isEmpty(value: unknown, isThere: boolean): boolean {
  return isThere ? value === "" || value === null : true;
}

/** A resource's own tag replaces the default tag, so an empty one takes it away. */
function ofResource({ props }: CheckedResource, required: readonly string[]): Findings {
  return ["tags", "tagsAll"].flatMap((argument) => {
    const tags = known(() => props[argument]);
    if (!isObject(tags)) return [];
    return required
      .filter(
        (key) =>
          Object.hasOwn(tags, key) &&
          isEmpty(
            known(() => tags[key]),
            true,
          ),
      )
      .map((key) => `${argument} must leave the tag ${quote(key)} set, got an empty value`);
  });
}

export function requiredTags(settings: () => PackSettings = packSettings): Rule {
  return {
    name: "required-tags",
    description: "Resources have the tags that the pack's settings require, by the default tags of the provider.",
    remedy: "Set the tags in `aws:defaultTags`, or change `requiredTags` in the pack's settings.json.",
    severity: "low",
    enforcementLevel: "advisory",
    controls: [],
    reference: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
    checks: [
      onEveryResource((resource) => {
        const required = settings().requiredTags;
        return resource.type === AWS_PROVIDER ? ofProvider(resource, required) : ofResource(resource, required);
      }),
    ],
  };
}
