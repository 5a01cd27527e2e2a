import { describe, expect, it } from "vitest";
import { type CommandShape, type OptionRows, readArguments, usage } from "../../../operate/command-line/arguments.ts";

const OPTIONS = {
  stack: { value: "STACK", oneOf: ["prod", "nonprod"], help: "the stack", required: true },
  file: { value: "FILE", help: "a file" },
  yes: { help: "agree" },
  json: { help: "one document" },
} as const satisfies OptionRows;
const SHAPE = {
  command: "npm run it --",
  purpose: "Does it.",
  options: OPTIONS,
  examples: ["npm run it -- --stack prod"],
} as const;
const WITH_OPERAND: CommandShape<typeof OPTIONS> = { ...SHAPE, operand: { name: "NAME", help: "a name", required: true } };

const KNOWN = "--stack, --file, --yes, --json, --help";
const NO_STACK = '--stack must be given such as "--stack prod"';

describe("a command line", () => {
  it.each([
    ["--stack prod", { stack: "prod", file: undefined, yes: false, json: false, operand: undefined }],
    ["--stack=nonprod --yes --json", { stack: "nonprod", file: undefined, yes: true, json: true, operand: undefined }],
    ["--file a.pfx --stack prod", { stack: "prod", file: "a.pfx", yes: false, json: false, operand: undefined }],
    ["--stack prod --file -", { stack: "prod", file: "-", yes: false, json: false, operand: undefined }],
    ["--stack prod --file=--odd", { stack: "prod", file: "--odd", yes: false, json: false, operand: undefined }],
  ])("is read: %s", (line, given) => {
    expect(readArguments(SHAPE, line.split(" "))).toEqual({ kind: "run", given });
  });

  it.each([
    ["", [NO_STACK]],
    ["--stack", ['--stack must have a value such as "--stack prod"']],
    ["--stack --yes", ['--stack must have a value such as "--stack prod"']],
    ["--stack=", ['--stack must have a value such as "--stack prod"']],
    ["--stack staging", ['--stack must be "prod" or "nonprod"']],
    ["--stack prod --stack nonprod", ["--stack must be given once"]],
    ["--stack prod --yes=no", ["--yes takes no value"]],
    ["--stack prod --force", [`--force is no option of this command; it has ${KNOWN}`]],
    ["--stack prod --force --force", [`--force is no option of this command; it has ${KNOWN}`]],
    ["--stack prod --__proto__=x", [`--__proto__ is no option of this command; it has ${KNOWN}`]],
    ["--stack prod --constructor", [`--constructor is no option of this command; it has ${KNOWN}`]],
    ["--stack prod extra", ["this command takes no argument without a name"]],
    [
      "--nonsense extra --file",
      [
        '--file must have a value such as "--file FILE"',
        `--nonsense is no option of this command; it has ${KNOWN}`,
        NO_STACK,
        "this command takes no argument without a name",
      ],
    ],
  ])("is refused with all that is wrong: %s", (line, problems) => {
    expect(
      readArguments(
        SHAPE,
        line.split(" ").filter((word) => word !== ""),
      ),
    ).toEqual({ kind: "wrong", problems });
  });

  it.each(["-hunter2", "hunter2", "--stack=hunter2", "--yes=hunter2", "--nonsense=hunter2", "--stack=prod --stack=hunter2"])(
    "is refused without a value that may be a password: %s",
    (line) => {
      const read = readArguments(SHAPE, line.split(" "));
      expect(read.kind).toBe("wrong");
      expect(JSON.stringify(read)).not.toContain("hunter");
      if (line.startsWith("-h")) expect(JSON.stringify(read)).not.toMatch(/-[untr2]\b/);
    },
  );

  it.each(["--help", "--stack nowhere --help", "--nonsense --help --help"])("asks for help whatever else it has: %s", (line) => {
    expect(readArguments(SHAPE, line.split(" "))).toEqual({ kind: "help" });
  });

  it("has one argument without a name where the command has one", () => {
    const given = { stack: "prod", file: undefined, yes: false, json: false, operand: "-n" };
    expect(readArguments(WITH_OPERAND, ["--stack", "prod", "--", "-n"])).toEqual({ kind: "run", given });
    expect(readArguments(WITH_OPERAND, ["--stack", "prod"])).toEqual({ kind: "wrong", problems: ["NAME must be given"] });
    const problems = ["NAME must be given once; put quotes around a name with spaces"];
    expect(readArguments(WITH_OPERAND, ["--stack", "prod", "a", "b"])).toEqual({ kind: "wrong", problems });
  });
});

it("the help names purpose, usage, each option, the examples and the exit codes", () => {
  expect(usage(WITH_OPERAND)).toBe(`Does it.

  npm run it -- --stack prod|nonprod NAME [options]

  NAME                  a name
  --stack prod|nonprod  the stack
  --file FILE           a file
  --yes                 agree
  --json                one document
  --help                print this text

Examples:
  npm run it -- --stack prod

Exit codes: 0 good, 1 something is wrong or was not confirmed, 2 the arguments were not understood, 3 could not look.`);
});
