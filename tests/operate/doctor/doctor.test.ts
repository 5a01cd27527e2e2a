import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKS } from "../../../operate/doctor/checks.ts";
import { runChecks } from "../../../operate/doctor/run-checks.ts";
import { ANSWERS, look, refused, sourcesOf } from "./healthy-stack.ts";

const READS = /^(Describe|List|Get|Head|Lookup)/;

describe("the checks", () => {
  it("find nothing wrong and nothing unknown in a healthy stack", async () => {
    const findings = await look(CHECKS);
    expect(findings.filter(({ state }) => state !== "good")).toEqual([]);
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(CHECKS.map(({ id }) => id)));
  });

  it("ask AWS for nothing but what it has", async () => {
    const { sources, asked } = await sourcesOf();
    await runChecks(CHECKS, sources);
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((action) => !READS.test(action))).toEqual([]);
  });

  it("know no action of AWS that writes, in any of their files", () => {
    const folder = join(import.meta.dirname, "../../../operate/doctor");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    const commands = files.flatMap((name) => readFileSync(join(folder, name), "utf8").match(/\b[A-Z]\w+Command\b(?=\()/g) ?? []);
    expect(commands.length).toBeGreaterThan(15);
    expect(commands.filter((name) => !READS.test(name))).toEqual([]);
  });

  it.each(Object.keys(ANSWERS))("say what was asked when AWS refuses %s, and hide nothing else", async (action) => {
    const findings = await look(CHECKS, { answers: { [action]: () => refused("AccessDenied") } });
    const unknown = findings.filter(({ state }) => state === "unknown");
    expect(unknown).not.toEqual([]);
    for (const { sentence } of unknown) expect(sentence).toMatch(/^AWS did not say .*AccessDenied: not authorized/);
    expect(findings.filter(({ state }) => state === "wrong")).toEqual([]);
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(CHECKS.map(({ id }) => id)));
  });

  it("end a check whose time is over as unknown, and keep what it has seen until then", async () => {
    const { sources } = await sourcesOf({ sources: { certificateFiles: () => new Promise(() => {}) } });
    const check = CHECKS.find(({ id }) => id === "certificates");
    const findings = await runChecks(check ? [{ ...check, maxMs: 300 }] : [], sources);
    expect(findings.map(({ subject, state }) => [subject, state])).toEqual([
      ["certificate of the load balancers", "good"],
      ["sign.pfx", "unknown"],
      ["ssl.pfx", "unknown"],
    ]);
    expect(findings[1]?.sentence).toContain("no answer in time");
  });

  it("name the place of a failure that they do not know, and not its message, which may quote a secret", async () => {
    const parameters = async () => {
      throw new TypeError("sentinel-of-a-parameter is not iterable");
    };
    const findings = await look(CHECKS, { sources: { parameters } });
    const [failed] = findings.filter(({ check }) => check === "parameters");
    expect([failed?.state, failed?.sentence]).toEqual(["unknown", expect.stringContaining("TypeError")]);
    expect(JSON.stringify(findings)).not.toContain("sentinel");
  });
});
