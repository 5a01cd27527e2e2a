import { redisSurvivesAZone } from "../../../../../infra/policy/rules/caches/redis-survives-a-zone.ts";
import { describeArguments, NOT_TRUE, REDIS, values } from "../data/argument-forms.ts";

describeArguments(redisSurvivesAZone, {
  type: REDIS,
  right: { multiAzEnabled: true },
  accepted: [{ multiAzEnabled: "true" }],
  reported: values("multiAzEnabled", NOT_TRUE),
  prodOnly: true,
});
