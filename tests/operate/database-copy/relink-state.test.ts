import { describe, expect, it } from "vitest";
import { relinkState } from "../../../operate/database-copy/relink-state.ts";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };
const DATABASE = "urn:pulumi:prod::xmpro::xmpro-aws:infra:SqlServer$aws:rds/instance:Instance::database";
const OTHER = "urn:pulumi:prod::xmpro::aws:rds/instance:Instance::other";
const state = () => ({
  version: 3,
  deployment: {
    manifest: { time: "now" },
    resources: [
      { urn: OTHER, type: "aws:rds/instance:Instance", id: "db-OTHER", outputs: { id: "db-OTHER" } },
      {
        urn: DATABASE,
        type: "aws:rds/instance:Instance",
        id: "db-OLD",
        protect: true,
        inputs: { password: SECRET },
        outputs: { id: "db-OLD", resourceId: "db-OLD", password: SECRET, __meta: "{}", __notes: "of db-OLD" },
      },
    ],
  },
});

describe("Pulumi's state after a swap", () => {
  it("points at the new server, with all else as it was and the secrets as they are stored", async () => {
    const calls: (readonly string[])[] = [];
    let imported = "";
    const changed = await relinkState("prod", "db-NEW", undefined, async (args, input) => {
      calls.push(args);
      if (args[1] === "import") imported = input ?? "";
      return args[1] === "export" ? JSON.stringify(state()) : "";
    });
    const expected = state();
    const [, server] = expected.deployment.resources;
    const outputs = { id: "db-NEW", resourceId: "db-NEW", password: SECRET, __meta: "{}" };
    Object.assign(server ?? {}, { id: "db-NEW", outputs });
    expect([changed, JSON.parse(imported)]).toEqual([true, expected]);
    expect(calls).toEqual([
      ["stack", "export", "--stack", "prod"],
      ["stack", "import", "--stack", "prod"],
      ["refresh", "--stack", "prod", "--target", DATABASE, "--yes", "--skip-preview", "--non-interactive"],
    ]);
  });

  it("is not imported when it points there already", async () => {
    const calls: (string | undefined)[] = [];
    const changed = await relinkState("prod", "db-OLD", undefined, async (args) => {
      calls.push(args[1]);
      return JSON.stringify(state());
    });
    expect([changed, calls.includes("import")]).toEqual([false, false]);
  });

  it("must have a SQL Server", async () => {
    const none = async () => JSON.stringify({ deployment: { resources: [] } });
    await expect(relinkState("prod", "db-NEW", undefined, none)).rejects.toThrow('"prod" has no SQL Server');
  });
});
