import { describe, expect, it } from "vitest";
import { readStackConfig } from "../../../preview/engine/stack-config.ts";
import { previewStack } from "../../../preview/preview-stack.ts";
import { readSettings } from "../../../stacks/settings.ts";
import { unquotedSettings } from "../../../stacks/settings-file/unquoted.ts";
import { committedAnd, directoryOf } from "../../preview/settings-directory.ts";
import { fc } from "../../support/fast-check.ts";
import { source } from "../settings/settings-source.ts";

const COST_CENTRE = '      cost-centre: "1000"';

/** The problems that the preview reports for nonprod with these lines, and with another cost centre in its tags. */
async function problems(lines: readonly string[], costCentre?: string): Promise<readonly string[]> {
  const seen = await previewStack(
    committedAnd(lines, (text) => text.replace(COST_CENTRE, `      cost-centre: ${costCentre ?? '"1000"'}`)),
    "nonprod",
  );
  return seen.state === "refused" ? seen.problems : [];
}

describe("a value without quotes", () => {
  it.each([
    ["0042", "an octal number"],
    ["16.00", "a number with zeros at its end"],
    ["1_000", "a number with an underscore"],
    ["1e3", "a number with an exponent"],
    ["0x1F", "a number in another base"],
    ["22:00", "a number in base 60"],
    ["2026-11-29", "a date"],
    ["yes", "a word of YAML 1.1"],
    ["!!int 7", "a text with a tag"],
  ])("is refused in a tag if it is %s, %s", async (text) => {
    const [problem, ...others] = await problems([], text);
    expect(problem).toMatch(
      /^aws:defaultTags must have tags\.cost-centre in quotes such as ".+", got .+ in line 13 of Pulumi\.nonprod\.yaml, which YAML readers read differently$/,
    );
    expect(others).toEqual([]);
  });

  it.each(["1000", "4.5", '"0042"', "'16.00'", "!!str 0042", "a-1", "true"])(
    "is accepted in a tag if every YAML reader reads it the same way: %s",
    async (text) => {
      expect(await problems([], text)).toEqual([]);
    },
  );

  it("is reported with the setting, its location and how to quote it", async () => {
    expect(await problems(["xmpro:sqlEngineVersion: 16.00"])).toEqual([
      expect.stringMatching(
        /^xmpro:sqlEngineVersion must be in quotes such as "16\.00", got 16\.00 in line 19 of Pulumi\.nonprod\.yaml, which YAML readers read differently$/,
      ),
    ]);
  });

  it("is reported together with all other problems", async () => {
    const found = await problems(["xmpro:relayNight: off", "xmpro:smMinSize: 002", "xmpro:vpcCidr: here"], "0042");
    expect(found.map((problem) => problem.split(" ")[0])).toEqual([
      "aws:defaultTags",
      "xmpro:relayNight",
      "xmpro:smMinSize",
      "xmpro:vpcCidr",
    ]);
    expect(found[2]).toContain('must be in plain digits or in quotes such as "002"');
  });

  it("is refused in a list, as a key of a mapping and behind an alias", async () => {
    const tags = [
      "xmpro:allowedCidrs: [0x10]",
      "xmpro:relayCorsOrigins: &origins [1e3]",
      "xmpro:relayPassThroughRoutes: *origins",
    ];
    const found = await problems(tags, '"1"\n      0017: seventeen');
    expect(found).toEqual([
      expect.stringContaining('aws:defaultTags must have tags.0017 in quotes such as "0017"'),
      expect.stringContaining('xmpro:allowedCidrs must be in quotes such as "0x10"'),
      expect.stringContaining('xmpro:relayCorsOrigins must be in quotes such as "1e3"'),
      expect.stringContaining("xmpro:relayPassThroughRoutes must"),
    ]);
  });

  it("is refused as a merge key, which YAML 1.2 does not have", async () => {
    expect(await problems([], '"1"\n      <<: {team: us}')).toEqual([
      expect.stringContaining("aws:defaultTags must have tags.<< in quotes"),
    ]);
  });

  it.each([
    "xmpro:sqlPassword: 0123456789",
    "xmpro:certificateBody: 0123456789",
    "aws:secretKey: 0123456789",
    "xmpro:sqlPasword: 0123456789",
  ])("is not quoted in the error if it may be a secret: %s", async (line) => {
    const found = await problems([line]);
    expect(found.join()).toContain("in quotes such as");
    expect(found.join()).not.toContain("0123456789");
  });

  it("is accepted if Pulumi encrypted it", async () => {
    expect(
      unquotedSettings(directoryOf({ "Pulumi.yaml": "name: x", "Pulumi.a.yaml": "config: {x:a: {secure: 0123}}" }), "a"),
    ).toEqual([]);
  });

  it("is refused once, even if the engine has read another text", () => {
    const unquoted = [
      { setting: "xmpro:sqlEngineVersion", part: "", source: "16.00", location: "line 3 of Pulumi.nonprod.yaml" },
    ];
    const { all } = source("nonprod", { sqlEngineVersion: "16" });
    expect(() => readSettings("nonprod", { all, unquoted })).toThrow(
      /:\n- xmpro:sqlEngineVersion must be in quotes such as "16\.00"[^\n]*$/,
    );
  });

  it("is not reported if there are no files", () => {
    expect(unquotedSettings("no-such-directory", "nonprod")).toEqual([]);
  });
});

describe("a text in quotes", () => {
  it("is read as it is written in a value, a list and a mapping", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-fxob_.:+-]{1,12}$/), (text) => {
        const directory = directoryOf({
          "Pulumi.yaml": "name: x",
          "Pulumi.a.yaml": `config:\n  a: "${text}"\n  b: ['${text}']\n  c:\n    "${text}": "${text}"\n`,
        });
        expect(readStackConfig(directory, "a").config).toEqual({
          "x:a": text,
          "x:b": JSON.stringify([text]),
          "x:c": JSON.stringify({ [text]: text }),
        });
        expect(unquotedSettings(directory, "a")).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
