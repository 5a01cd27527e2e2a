import { pointsAt } from "../../read/points-at.ts";
import { configurationTemplate, environment } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, onStack, quote, type Rule } from "../../rule.ts";

export const environmentOptionsVisible: Rule = {
  name: "environment-options-visible",
  description: "An environment takes its options from this stack alone, so that the other rules see all of them.",
  remedy: "Give the environment its settings in the program, or a ConfigurationTemplate of the same stack.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options.html#configuration-options-precedence",
  checks: [
    onStack(environment, (props, resource, all) => {
      const templates = all.filter(({ type }) => type === configurationTemplate);
      if (templates.some((template) => pointsAt(resource, "templateName", template))) return undefined;
      const templateName = props.templateName;
      if (templateName === undefined || templateName === null || templateName === "") return undefined;
      return templates.some((template) => known(() => template.props.name) === templateName)
        ? undefined
        : `templateName must be a ConfigurationTemplate of this stack, got ${quote(templateName)}`;
    }),
    onResource(configurationTemplate, ({ environmentId }) =>
      environmentId ? "environmentId must be left out, got an environment whose options the stack does not show" : undefined,
    ),
  ],
};
