import { cachesLog } from "../../../../../infra/policy/rules/caches/caches-log.ts";
import { describeArguments, REDIS, values } from "../data/argument-forms.ts";

describeArguments(cachesLog, {
  type: REDIS,
  right: { logDeliveryConfigurations: [{ logType: "engine-log" }] },
  reported: values("logDeliveryConfigurations", [undefined, []], "logDeliveryConfigurations must have"),
});
