import { changesWaitForWindow } from "../../../../../infra/policy/rules/databases/changes-wait-for-window.ts";
import { describeArguments, INSTANCE, NOT_OFF, REDIS, values } from "../data/argument-forms.ts";

describeArguments(changesWaitForWindow, {
  type: INSTANCE,
  right: { applyImmediately: false },
  accepted: [{ applyImmediately: undefined }, { applyImmediately: "false" }],
  reported: values("applyImmediately", NOT_OFF),
  prodOnly: true,
});

describeArguments(changesWaitForWindow, {
  type: REDIS,
  right: { applyImmediately: false },
  reported: values("applyImmediately", NOT_OFF),
  prodOnly: true,
});
