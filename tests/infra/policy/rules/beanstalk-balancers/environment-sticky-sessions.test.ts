import { expect, it } from "vitest";
import { environmentStickySessions } from "../../../../../infra/policy/rules/beanstalk-balancers/environment-sticky-sessions.ts";
import { checkedResource, findingsOf, settings } from "../../checked-resource.ts";
import { describeOption, ENVIRONMENT } from "../beanstalk/option-forms.ts";

const PROCESS = "aws:elasticbeanstalk:environment:process:default";
const ENABLED = `${PROCESS}/StickinessEnabled`;
const TYPE = `${PROCESS}/StickinessType`;
const all = { [ENABLED]: "true", [TYPE]: "lb_cookie" };

describeOption(environmentStickySessions, { option: ENABLED, all, wrong: ["false", "0", "", "wrong"] });
describeOption(environmentStickySessions, { option: TYPE, all, wrong: ["app_cookie", ""] });

it("reports another process without sticky sessions", () => {
  const other = "aws:elasticbeanstalk:environment:process:api";
  const found = (more: Record<string, string>) =>
    findingsOf(environmentStickySessions, checkedResource(ENVIRONMENT, { settings: settings({ ...all, ...more }) }));
  expect(found({ [`${other}/Port`]: "8080" })).toEqual([expect.stringContaining(`${other}/StickinessEnabled must be`)]);
  expect(found({ [`${other}/StickinessEnabled`]: "true" })).toEqual([]);
  expect(found({ [`${other}/StickinessEnabled`]: "true", [`${other}/StickinessType`]: "app_cookie" })).toHaveLength(1);
});
