import { expect, it } from "vitest";
import { containersOwnNamespaces } from "../../../../../infra/policy/rules/containers/containers-own-namespaces.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { TASK } from "./container-forms.ts";

const found = (change: Record<string, unknown>) =>
  findingsOf(containersOwnNamespaces, checkedResource(TASK, { networkMode: "awsvpc", ...change }));

it.each([{}, { pidMode: "task" }, { ipcMode: "none" }, { ipcMode: "task" }, { pidMode: UNKNOWN, networkMode: UNKNOWN }])(
  "containers-own-namespaces accepts %j",
  (change) => {
    expect(found(change)).toEqual([]);
  },
);

it.each([
  { pidMode: "host" },
  { pidMode: "HOST" },
  { ipcMode: "host" },
  { networkMode: "host" },
  { networkMode: "bridge" },
  { networkMode: undefined },
  { networkMode: UNKNOWN, pidMode: "host" },
])("containers-own-namespaces reports %j", (change) => {
  expect(found(change)).toHaveLength(1);
});
