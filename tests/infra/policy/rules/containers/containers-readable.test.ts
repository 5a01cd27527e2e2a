import { expect, it } from "vitest";
import { containersReadable } from "../../../../../infra/policy/rules/containers/containers-readable.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { container, TASK } from "./container-forms.ts";

const found = (containerDefinitions: unknown) => findingsOf(containersReadable, checkedResource(TASK, { containerDefinitions }));

it.each(["{", "", "{}", ' {"name":"relay"}', "[]", "null", "0", undefined, null, 0, []])(
  "containers-readable reports %j",
  (definitions) => {
    expect(found(definitions)).toEqual([expect.stringContaining("containerDefinitions must be a JSON list")]);
  },
);

it.each([JSON.stringify([container]), [container], UNKNOWN])("containers-readable accepts %j", (definitions) => {
  expect(found(definitions)).toEqual([]);
});
