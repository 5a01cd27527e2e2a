import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it } from "vitest";
import { buildNative } from "../../relay-service/build-native.ts";
import { messageCrypto } from "../../relay-service/src/native-part.ts";
import { describeNative, NATIVE_FILE } from "../support/native-crypto.ts";

function chosen(file: string) {
  const logged: string[] = [];
  const { name } = messageCrypto(file, pino({}, { write: (line: string) => logged.push(line) }));
  return { name, logged };
}

describeNative("a relay", () => {
  it("computes with its native part where that was built", () => {
    expect(chosen(NATIVE_FILE)).toEqual({ name: "native", logged: [] });
  });
});

it("a relay without a native part computes with Node, and says nothing", () => {
  expect(chosen(join(tmpdir(), "there-is-no-such-file.node"))).toEqual({ name: "node", logged: [] });
});

it("a native part that cannot be loaded is warned of, without its place, and Node computes", () => {
  const folder = mkdtempSync(join(tmpdir(), "native-"));
  const file = join(folder, "message-crypto.node");
  writeFileSync(file, "not a program");
  const { name, logged } = chosen(file);
  rmSync(folder, { recursive: true });
  expect(name).toBe("node");
  expect(logged.length).toBe(1);
  expect(JSON.parse(logged[0] as string)).toMatchObject({ level: 40, code: "ERR_DLOPEN_FAILED" });
  expect(logged[0]).not.toContain(folder);
});

it("a native part that cannot be built is told, and leaves no older one behind", () => {
  const folder = mkdtempSync(join(tmpdir(), "native-"));
  writeFileSync(join(folder, "message-crypto.node"), "of before");
  expect(buildNative(folder, ["-fno-such-flag"])).toHaveProperty("missing");
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});
