import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it } from "vitest";
import { buildNative } from "../../../relay-service/build-native.ts";
import { chooseMessageCrypto, type MessageCryptoChoice } from "../../../relay-service/src/codec/choose-message-crypto.ts";
import { loadNativeCrypto } from "../../../relay-service/src/codec/roc1/crypto/native-crypto.ts";
import { describeNative, NATIVE_FILE } from "../../support/relay/native-crypto.ts";

const SELF_TEST = join(import.meta.dirname, "../../../relay-service/src/self-test.ts");

function chosen(file: string, choice: MessageCryptoChoice = "auto") {
  const logged: string[] = [];
  const { name } = chooseMessageCrypto(choice, file, pino({}, { write: (line: string) => logged.push(line) }));
  return { name, logged };
}

describeNative("a relay", () => {
  it("computes with its native part when that was built", () => {
    expect(chosen(NATIVE_FILE)).toEqual({ name: "native", logged: [] });
    expect(chosen(NATIVE_FILE, "native")).toEqual({ name: "native", logged: [] });
  });

  it("computes with Node when that is configured", () => {
    expect(chosen(NATIVE_FILE, "node")).toEqual({ name: "node", logged: [] });
  });

  it("uses no native part that was compiled for another Node or OpenSSL", () => {
    const { node, openssl } = process.versions;
    expect(loadNativeCrypto(NATIVE_FILE, { ...process.versions, node: node.replace(/\.\d+$/, ".999") })?.name).toBe("native");
    for (const versions of [{ node: "999.0.0" }, { openssl: `${openssl?.split(".")[0]}.999.0` }, { openssl: "1.1.1" }]) {
      expect(() => loadNativeCrypto(NATIVE_FILE, { ...process.versions, ...versions })).toThrow(
        `built for Node ${node} and OpenSSL `,
      );
    }
  });

  it("proves by its self-test that the native part of the image computes correctly", () => {
    const { status, stdout } = spawnSync(process.execPath, ["--no-warnings", SELF_TEST, NATIVE_FILE], { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, expect.stringContaining("computed by the native part")]);
  });
});

it("the self-test fails without a native part", () => {
  const { status, stderr } = spawnSync(process.execPath, ["--no-warnings", SELF_TEST, "/none.node"], { encoding: "utf8" });
  expect([status, stderr]).toEqual([1, expect.stringContaining("the native part cannot be used: it was not built")]);
});

it("a relay that is configured to use its native part does not start without it", () => {
  expect(() => chosen(join(tmpdir(), "there-is-no-such-file.node"), "native")).toThrow(
    'MESSAGE_CRYPTO must be "auto" or "node" where the native part cannot be used: it was not built',
  );
});

it("a relay without a native part computes with Node, and logs nothing", () => {
  expect(chosen(join(tmpdir(), "there-is-no-such-file.node"))).toEqual({ name: "node", logged: [] });
});

it("a relay warns of a native part that cannot be loaded, without its path, and computes with Node", () => {
  const folder = mkdtempSync(join(tmpdir(), "native-"));
  const file = join(folder, "message-crypto.node");
  writeFileSync(file, "not a program");
  const { name, logged } = chosen(file);
  rmSync(folder, { recursive: true });
  expect(name).toBe("node");
  expect(logged.length).toBe(1);
  expect(JSON.parse(logged[0] as string)).toMatchObject({ level: 40, why: "ERR_DLOPEN_FAILED" });
  expect(logged[0]).not.toContain(folder);
});

it("a native part that cannot be built is reported, and an older one is removed", () => {
  const folder = mkdtempSync(join(tmpdir(), "native-"));
  writeFileSync(join(folder, "message-crypto.node"), "of before");
  expect(buildNative(folder, ["-fno-such-flag"])).toHaveProperty("missing");
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});
