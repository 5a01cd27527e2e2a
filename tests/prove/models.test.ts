import { describe, expect, it } from "vitest";
import { CHANGES, changed } from "./changes.ts";
import { allModels, verifpalModel } from "./verifpal-model.ts";

// Verifpal itself runs in `npm run prove`; this keeps the models and what is expected of them in step.
describe("the formal models", () => {
  const models = allModels();

  it("state an expectation for every query", () => {
    expect(models.length).toBeGreaterThan(0);
    for (const { name, expected } of models) expect.soft(expected.size, name).toBeGreaterThan(0);
  });

  it.each(CHANGES.map((change) => [change.of, change.name, change] as const))(
    "include %s, which can be changed so that %s",
    (of, _, change) => {
      const model = models.find(({ name }) => name === of);
      if (model === undefined) throw new Error(`there is no model ${of}`);
      expect(changed(model, change).text).not.toBe(model.text);
    },
  );

  it("are refused without an expectation", () => {
    const text = "// sessions: 1\nqueries[\n\tconfidentiality? a\n]\n";
    expect(() => verifpalModel("m.vp", text)).toThrow(
      'm.vp: "confidentiality? a" must end with an expectation such as "// expect: pass"',
    );
  });

  it("are refused without a number of sessions", () => {
    expect(() => verifpalModel("m.vp", "attacker[active]\n")).toThrow('m.vp must have a line such as "// sessions: 2"');
  });
});
