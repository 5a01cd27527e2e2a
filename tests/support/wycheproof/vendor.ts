// `node tests/support/wycheproof/vendor.ts <folder testvectors_v1>`: takes over the Wycheproof vectors that apply here, one test a
// line. See the README beside it for where they come from and what is left out.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Json = Record<string, unknown>;
interface Group extends Json {
  readonly tests: readonly Json[];
}

const source = process.argv[2] ?? "";

/** Every `step`-th of the tests that `choose` takes, with the members that `keep` names. */
function take(from: string, to: string, keep: readonly string[], choose = (_test: Json, _group: Group) => true, step = 1): void {
  const { testGroups } = JSON.parse(readFileSync(join(source, from), "utf8")) as { testGroups: readonly Group[] };
  const tests = testGroups.flatMap((group) =>
    group.tests
      .filter((test) => choose(test, group))
      .map((test) => ({
        publicKey: (group.publicKey as Json | undefined)?.pk,
        tagSize: group.tagSize,
        ...test,
      })),
  );
  const lines = tests
    .filter((_, index) => index % step === 0)
    .map((test) => JSON.stringify(Object.fromEntries(["tcId", "result", ...keep].map((name) => [name, (test as Json)[name]]))));
  writeFileSync(join(import.meta.dirname, to), `${lines.join("\n")}\n`);
  console.log(`${to}: ${lines.length} of ${testGroups.flatMap((group) => group.tests).length}`);
}

const is256 = (_: Json, { keySize }: Group) => keySize === 256;
take("aes_gcm_test.json", "aes-256-gcm.jsonl", ["key", "iv", "aad", "msg", "ct", "tag"], (_, group) => {
  return group.keySize === 256 && group.ivSize === 96 && group.tagSize === 128;
});
take("hkdf_sha256_test.json", "hkdf-sha256.jsonl", ["ikm", "salt", "info", "size", "okm"], is256);
take("hmac_sha256_test.json", "hmac-sha256.jsonl", ["key", "msg", "tag", "tagSize"], is256);
take("x25519_test.json", "x25519.jsonl", ["flags", "public", "private", "shared"]);
take("ed25519_test.json", "ed25519.jsonl", ["publicKey", "msg", "sig"]);
take("mlkem_768_test.json", "ml-kem-768-decaps.jsonl", ["seed", "c", "K"], undefined, 3);
take("mlkem_768_keygen_seed_test.json", "ml-kem-768-keygen.jsonl", ["seed", "ek"], undefined, 3);
take("mlkem_768_encaps_test.json", "ml-kem-768-encaps.jsonl", ["m", "ek", "c", "K"], undefined, 4);
