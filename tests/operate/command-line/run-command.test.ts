import { describe, expect, it } from "vitest";
import { CommandRefused } from "../../../operate/command-line/command-refused.ts";
import { CouldNotLook } from "../../../operate/command-line/could-not-look.ts";
import { EXIT_CODE } from "../../../operate/command-line/exit-code.ts";
import { jsonText } from "../../../operate/command-line/json-text.ts";
import { printable } from "../../../operate/command-line/printable.ts";
import { runCommand } from "../../../operate/command-line/run-command.ts";
import { recordingTerminal } from "../terminal.ts";

const SHAPE = {
  command: "npm run it --",
  purpose: "Does it.",
  options: { yes: { help: "agree" }, json: { help: "one document" } },
  examples: [],
} as const;

/** Runs a command that does `run`, and gives its code and what it wrote. */
async function ran(argv: string[], run: () => Promise<number> | number) {
  const { printed, said, ...terminal } = recordingTerminal();
  const code = await runCommand(SHAPE, argv, terminal, async () => run());
  return { code, printed: printed.join("\n"), said: said.join("\n") };
}

const fail = (error: unknown) => () => {
  throw error;
};

describe("a command", () => {
  it.each([0, 1])("ends with the code that it returns: %i", async (code) => {
    expect(await ran([], () => code)).toEqual({ code, printed: "", said: "" });
  });

  it("prints its help as its result, and does nothing else", async () => {
    const { code, printed, said } = await ran(["--help"], fail(new Error("it ran")));
    expect([code, said]).toEqual([EXIT_CODE.good, ""]);
    expect(printed).toMatch(/^Does it\./);
  });

  it("ends with 2 for arguments that it does not understand, and names its help", async () => {
    const { code, printed, said } = await ran(["--no"], fail(new Error("it ran")));
    expect([code, printed]).toEqual([2, ""]);
    expect(said).toBe('--no is no option of this command; it has --yes, --json, --help\nTry "npm run it -- --help".');
  });

  it.each([
    [new CommandRefused(["First.", "Second."], EXIT_CODE.wrong), 1, "First.\nSecond."],
    [new CommandRefused(["First."], EXIT_CODE.usage), 2, "First."],
    [new CouldNotLook("Nothing is\u001b[2J deployed."), 3, "Nothing is?[2J deployed."],
  ])("says why it ends: %s", async (error, code, said) => {
    expect(await ran([], fail(error))).toEqual({ code, printed: "", said });
  });

  it.each([
    [["--json", "--no"], fail(new Error("it ran")), 2, 2],
    [["--json"], fail(new CommandRefused(["First.", "Second."], EXIT_CODE.wrong)), 1, 2],
    [["--json"], fail(new CouldNotLook("Nothing is deployed.")), 3, 1],
    [["--json"], fail(new TypeError("secret")), 3, 1],
  ])(
    "prints a document with its problems, and nothing else, when it comes to no result: %s %s",
    async (argv, run, code, count) => {
      const seen = await ran(argv, run);
      expect(seen.code).toBe(code);
      const { problems } = JSON.parse(seen.printed) as { problems: string[] };
      expect(problems).toHaveLength(count);
      for (const problem of problems) expect(seen.said).toContain(problem);
    },
  );

  it("ends with 3 for a failure that was not foreseen, and shows where but not its message, which may quote a secret", async () => {
    const { code, said } = await ran([], () => JSON.parse("hunter2") as number);
    expect(code).toBe(3);
    expect(said).toMatch(/^SyntaxError\n\s+at /);
    expect(said).toMatch(/Please report the lines above\.$/);
    expect(said).not.toContain("hunter");
  });
});

describe("a text of somebody else", () => {
  const text = "a\u001b[31m\u0007\u009b\u202e\u{e0041}\tb\nc ä 漢";

  it("is printed without what a terminal obeys", () => {
    expect(printable(text)).toBe("a?[31m????" + "?b\nc ä 漢");
  });

  it("is the same text in a JSON document, which has nothing that a terminal obeys", () => {
    const document = jsonText({ text });
    expect(printable(document)).toBe(document);
    expect(JSON.parse(document)).toEqual({ text });
  });
});
