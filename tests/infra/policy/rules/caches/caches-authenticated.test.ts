import { describe, expect, it } from "vitest";
import { cachesAuthenticated } from "../../../../../infra/policy/rules/caches/caches-authenticated.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { REDIS } from "../data/argument-forms.ts";

const USER = "aws:elasticache/user:User";
const found = (type: string, props: Record<string, unknown>) => findingsOf(cachesAuthenticated, checkedResource(type, props));

describe("caches-authenticated", () => {
  it.each([
    [{ authToken: "token-sentinel" }, 0],
    [{ authToken: UNKNOWN }, 0],
    [{ userGroupIds: ["xmpro"] }, 0],
    [{ userGroupIds: UNKNOWN }, 0],
    [{ authToken: "x", authTokenUpdateStrategy: "ROTATE" }, 0],
    [{}, 1],
    [{ authToken: "" }, 1],
    [{ userGroupIds: [""] }, 1],
    [{ authToken: null, userGroupIds: [] }, 1],
    [{ authToken: "token-sentinel", authTokenUpdateStrategy: "DELETE" }, 1],
    [{ authToken: UNKNOWN, authTokenUpdateStrategy: "delete" }, 1],
  ])("checks a replication group with %j, and quotes no token", (props, count) => {
    expect(found(REDIS, props)).toHaveLength(count);
    expect(found(REDIS, props).join()).not.toContain("sentinel");
  });

  it.each([
    [{ accessString: "on ~* +@all", passwords: ["x"] }, 0],
    [{ accessString: "on ~* +@all", authenticationMode: { type: "iam" } }, 0],
    [{ accessString: "off ~* -@all", noPasswordRequired: true }, 0],
    [{ accessString: "on ~* +@all", noPasswordRequired: true }, 1],
    [{ accessString: "on ~* +@all", noPasswordRequired: "true" }, 1],
    [{ accessString: "on ~* +@all", authenticationMode: { type: "no-password-required" } }, 1],
    [{ accessString: "on nopass ~* +@all" }, 1],
    [{ accessString: "off on NOPASS ~* +@all" }, 1],
  ])("checks a user with %j", (props, count) => {
    expect(found(USER, props)).toHaveLength(count);
  });

  it("reports a group with AWS's own user, who needs no password", () => {
    const type = "aws:elasticache/userGroup:UserGroup";
    expect(found(type, { userIds: ["xmpro", UNKNOWN] })).toEqual([]);
    expect(found(type, { userIds: [UNKNOWN, "Default"] })).toHaveLength(1);
  });
});
