import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SecretsImport } from "./secrets-import.ts";

const SECRET = "s3ntinel";
const FIRST = { XMSM_A: `${SECRET}-a1`, XMSM_B: `${SECRET}-b1`, XMSM_SALT: `${SECRET}-salt` };
const SECOND = { ...FIRST, XMSM_A: `${SECRET}-a2` };
const THIRD = { ...SECOND, XMSM_B: `${SECRET}-b3` };

let given: SecretsImport;
beforeEach(async () => {
  given = await new SecretsImport().start();
});
afterEach(() => {
  expect(given.printed).not.toContain(SECRET);
  given.stop();
});

/** Imports that a test goes back over. */
async function imported(...files: Record<string, string>[]): Promise<void> {
  for (const file of files) expect((await given.import(file, "--yes")).code).toBe(0);
}

const back = (...options: string[]) => given.run("--roll-back", ...options);

describe("--roll-back", () => {
  it("goes one import back, and one further each time, and forward by an import", async () => {
    await imported(FIRST, SECOND, THIRD);
    const first = await back("--yes");
    expect(first.out).toMatch(/^Subscription Manager in nonprod: back to the import of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n/);
    expect(first.out).toContain("changed      XMSM_B\n");
    expect(first.out).toContain("1 changed, 2 unchanged.");
    expect(first.code).toBe(0);
    expect(given.ssm.values()).toEqual(SECOND);
    await back("--yes");
    expect(given.ssm.values()).toEqual(FIRST);
    const third = await back("--yes");
    expect(third.err).toBe(
      "There is nothing to go back to: no earlier import of Subscription Manager differs from what SSM has.",
    );
    expect(third.code).toBe(1);
    await imported(THIRD);
    await back("--yes");
    expect(given.ssm.values()).toEqual(FIRST);
  });

  it("leaves a state that an import of the same file finds unchanged", async () => {
    await imported(FIRST, SECOND);
    await back("--yes");
    expect((await given.import(FIRST)).out).toContain("3 unchanged.\nThere is nothing to write.");
  });

  it("asks, and writes nothing for no", async () => {
    await imported(FIRST, SECOND);
    given.answer = "no";
    const { err, code } = await back();
    expect(err).toContain("Shall it write 1 changed? [yes/no]");
    expect(given.ssm.values()).toEqual(SECOND);
    expect(code).toBe(1);
  });

  it("brings back what was there before the first import", async () => {
    given.given(FIRST);
    await imported(SECOND);
    const { out } = await back("--yes");
    expect(out).toContain("back to the state before the import of ");
    expect(given.ssm.values()).toEqual(FIRST);
  });

  it("brings back what a person typed in after the last import and an import then replaced", async () => {
    await imported(FIRST);
    given.given({ XMSM_A: "by hand" });
    await imported(SECOND);
    await back("--yes");
    expect(given.ssm.values()).toEqual({ ...FIRST, XMSM_A: "by hand" });
    await back("--yes");
    expect(given.ssm.values()).toEqual(FIRST);
  });

  it("goes to the last import where a person changed something since", async () => {
    await imported(FIRST, SECOND);
    given.given({ XMSM_B: "by hand" });
    await back("--yes");
    expect(given.ssm.values()).toEqual(SECOND);
  });

  it("does not delete what the import added, but with --prune, and never a SALT", async () => {
    const { XMSM_SALT, ...withoutSalt } = FIRST;
    await imported(withoutSalt, { ...FIRST, XMSM_A: `${SECRET}-a2`, XMSM_NEW: "1" });
    const { out } = await back("--yes");
    expect(out).toContain("1 only in SSM (added since). With --prune they are deleted.");
    expect(given.ssm.values()).toEqual({ ...FIRST, XMSM_NEW: "1" });
    const still = await back("--yes");
    expect(still.out).toContain("only in SSM  XMSM_NEW");
    expect(still.out).toContain("There is nothing to write.");
    expect(still.code).toBe(1);
    expect((await back("--yes", "--prune")).code).toBe(0);
    expect(given.ssm.values()).toEqual(FIRST);
    expect((await back("--yes")).err).toContain("There is nothing to go back to");
  });

  it("takes nothing back of an import that only added, but with --prune", async () => {
    await imported(FIRST, SECOND, { ...SECOND, XMSM_NEW: "1" });
    expect((await back("--yes")).out).toContain("There is nothing to write.");
    expect(given.writes().filter((request) => request.startsWith("Unlabel"))).toEqual([]);
    await back("--yes", "--prune");
    expect(given.ssm.values()).toEqual(SECOND);
    await back("--yes");
    expect(given.ssm.values()).toEqual(FIRST);
  });

  it("does not put back another SALT without its flag, and goes further all the same", async () => {
    await imported(FIRST);
    const salted = { ...SECOND, XMSM_SALT: `${SECRET}-salt2` };
    await given.import(salted, "--yes", "--replace-salt");
    const { out, code } = await back("--yes");
    expect(out).toContain("kept         XMSM_SALT (--replace-salt writes the other value");
    expect(given.ssm.values()).toEqual({ ...FIRST, XMSM_SALT: `${SECRET}-salt2` });
    expect(code).toBe(1);
    await imported({ ...THIRD, XMSM_SALT: `${SECRET}-salt2` });
    await back("--yes", "--replace-salt");
    expect(given.ssm.values()).toEqual(FIRST);
  });

  it("does not put back a connection string for another database", async () => {
    const at = (host: string) => ({ ...FIRST, XMSM_SQLSERVER: `Server=${host};Password=${SECRET}` });
    given.given(at("old.example.internal"));
    await imported({ ...at("db.example.internal"), XMSM_A: `${SECRET}-a2` });
    const { out } = await back("--yes");
    expect(out).toContain("stale        XMSM_SQLSERVER (the stack's database server is db.example.internal,1433; SSM's stays)");
    expect(given.ssm.values()).toEqual(at("db.example.internal"));
  });

  it("has nothing to go back to before the first import", async () => {
    given.given(FIRST);
    expect(await back("--yes")).toMatchObject({ code: 1, out: "" });
  });

  it("touches no other product and no label that a person gave", async () => {
    await imported(FIRST, SECOND);
    given.given({ XMAD_A: "1" });
    given.ssm.parameters.get("XMSM_A")?.versions[1]?.labels.add("mine");
    await back("--yes");
    expect(given.ssm.labels("XMSM_A")[1]).toEqual(["mine"]);
    expect(given.writes().filter((request) => request.includes("XMAD"))).toEqual([]);
  });
});

describe("the labels of imports", () => {
  it("are five at most, on parameters that never change too, beside those that a person gave", async () => {
    await imported(FIRST);
    for (let i = 0; i < 5; i++) given.ssm.parameters.get("XMSM_B")?.versions[0]?.labels.add(`mine-${i}`);
    for (let round = 0; round < 7; round++) await imported({ ...FIRST, XMSM_A: `${SECRET}-${round}` });
    expect(given.ssm.labels("XMSM_B")[0]).toHaveLength(10);
    expect(given.ssm.labels("XMSM_A").flat()).toHaveLength(5);
    for (let round = 0; round < 4; round++) expect((await back("--yes")).code).toBe(0);
    expect(given.ssm.value("XMSM_A")).toBe(`${SECRET}-2`);
    expect((await back("--yes")).code).toBe(1);
  });

  it("are later than all others, also where another machine's clock was ahead", async () => {
    await imported(FIRST);
    for (const { versions } of given.ssm.parameters.values()) {
      versions[0]?.labels.clear();
      versions[0]?.labels.add("import-29991231T235959Z");
    }
    await imported(SECOND);
    expect(given.ssm.labels("XMSM_A")).toEqual([["import-29991231T235959Z"], ["import-30000101T000000Z"]]);
    await back("--yes");
    expect(given.ssm.values()).toEqual(FIRST);
  });
});

describe("a command that AWS stops in the middle", () => {
  const OLD = { ...FIRST, XMSM_C: `${SECRET}-c`, XMSM_GONE: "1" };
  const NEW = { ...SECOND, XMSM_C: `${SECRET}-c2`, XMSM_NEW: "1", XMSM_NEW2: "2" };

  /** Runs a command, refuses its n-th write, and runs it again; gives whether there was an n-th. */
  async function stoppedAt(nth: number, run: () => Promise<{ code: number }>): Promise<boolean> {
    let count = 0;
    given.ssm.refuse = (action) =>
      !/^(Describe|Get)/.test(action) && ++count === nth ? { name: "AccessDeniedException", message: "no" } : undefined;
    const { code } = await run();
    given.ssm.refuse = () => undefined;
    if (count < nth) {
      expect(code).toBe(0);
      return false;
    }
    expect(code).toBe(3);
    return true;
  }

  /** State that counts: values, and what another roll-back would do. */
  async function afterwards() {
    const values = given.ssm.values();
    const { code, out } = await back("--yes", "--prune", "--json");
    return { values, code, written: out === "" ? [] : JSON.parse(out).written.sort(), rolledBack: given.ssm.values() };
  }

  it("goes on with an import wherever it stopped, and rolls it back as if it had not", async () => {
    const states = [];
    for (let nth = 1, stopped = true; stopped; nth++) {
      given.ssm.parameters.clear();
      await imported(OLD);
      stopped = await stoppedAt(nth, () => given.import(NEW, "--yes", "--prune"));
      const again = await given.import(NEW, "--yes", "--prune");
      expect(again.code).toBe(0);
      states.push(await afterwards());
    }
    expect(states.length).toBeGreaterThan(10);
    const { XMSM_GONE, ...rest } = OLD;
    expect(states.at(-1)).toEqual({ values: NEW, code: 0, written: ["XMSM_A", "XMSM_C"], rolledBack: rest });
    for (const state of states) expect(state).toEqual(states.at(-1));
  });

  it("rolls an import back wherever that stopped", async () => {
    let count = 0;
    for (let nth = 1, stopped = true; stopped; nth++, count++) {
      given.ssm.parameters.clear();
      await imported(FIRST, SECOND);
      stopped = await stoppedAt(nth, () => given.import({ ...THIRD, XMSM_A: `${SECRET}-a3`, XMSM_NEW: "1" }, "--yes"));
      await back("--yes", "--prune");
      expect(given.ssm.values(), `write ${nth}`).toEqual(SECOND);
    }
    expect(count).toBeGreaterThan(5);
  });

  it("goes on with a first import while that wrote labels, and there is nothing to go back to then", async () => {
    for (let nth = 1, stopped = true; stopped; nth++) {
      given.ssm.parameters.clear();
      stopped = await stoppedAt(nth, () => given.import(FIRST, "--yes"));
      await imported(FIRST);
      expect((await back("--yes", "--prune")).err, `write ${nth}`).toContain("There is nothing to go back to");
      expect(given.ssm.values()).toEqual(FIRST);
    }
  });

  it.each([{ XMSM_NEW: "1" }, {}])(
    "goes on with a roll-back wherever it stopped, and not one import too far: %j",
    async (added) => {
      let count = 0;
      for (let nth = 1, stopped = true; stopped; nth++, count++) {
        given.ssm.parameters.clear();
        const third = { ...THIRD, XMSM_A: `${SECRET}-a3`, XMSM_C: "1", ...added };
        await imported({ ...FIRST, XMSM_C: "0" }, { ...SECOND, XMSM_C: "1" }, third);
        stopped = await stoppedAt(nth, () => back("--yes", "--prune"));
        if (stopped) await back("--yes", "--prune");
        expect(given.ssm.values(), `write ${nth}`).toEqual({ ...SECOND, XMSM_C: "1" });
        expect((await back("--yes", "--prune")).code).toBe(0);
        expect(given.ssm.values(), `write ${nth}`).toEqual({ ...FIRST, XMSM_C: "0" });
      }
      expect(count).toBeGreaterThan(7);
    },
  );
});
