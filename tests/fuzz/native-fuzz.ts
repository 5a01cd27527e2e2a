import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildNative } from "../../relay-service/build-native.ts";
import { loadNativeCrypto, type NativeFunctions } from "../../relay-service/src/codec/roc1/crypto/native-crypto.ts";
import { nodeCrypto } from "../../relay-service/src/codec/roc1/crypto/node-crypto.ts";
import { Chance } from "./mutation.ts";

/** The results of calls of the native part with arguments of any kind. */
export interface NativeFuzzResult {
  /** Calls with arguments that fit: each gave what Node gives. */
  readonly computed: number;
  /** Calls with others: each was refused with a TypeError or RangeError. */
  readonly refused: number;
}

const SANITIZERS = ["-fsanitize=address,undefined,float-cast-overflow", "-fno-sanitize-recover=all", "-g"];

/**
 * Calls the native part with right and wrong arguments, in a process of its own where compiler and C library watch each access to memory
 * (AddressSanitizer) and each step that C leaves undefined. Rejects with what they report, or with the first result that Node would not
 * give. Undefined where it cannot be built.
 */
export async function fuzzNative(seed: number, inputs: number): Promise<NativeFuzzResult | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "native-fuzz-"));
  try {
    const built = buildNative(folder, SANITIZERS);
    if ("missing" in built) return undefined;
    const watcher = execFileSync("cc", ["-print-file-name=libasan.so"], { encoding: "utf8" }).trim();
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--no-warnings", import.meta.filename, built.file, `${seed}`, `${inputs}`],
      // What V8 keeps until the end of the process is no leak.
      { env: { ...process.env, LD_PRELOAD: watcher, ASAN_OPTIONS: "detect_leaks=0" } },
    );
    return JSON.parse(stdout) as NativeFuzzResult;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Separately allocated memory, so that an access one byte beyond it is detected. */
function own(chance: Chance, length: number): Buffer {
  const made = Buffer.allocUnsafeSlow(length);
  chance.bytes(Math.min(length, 64)).copy(made);
  return made.fill(chance.next(256), Math.min(length, 64));
}

function callAll(file: string, seed: number, inputs: number): NativeFuzzResult {
  const native = createRequire(import.meta.url)(file) as NativeFunctions;
  const crypto = loadNativeCrypto(file);
  if (!crypto) throw new Error(`${file} is not there`);
  const chance = new Chance(seed);
  const length = () => chance.of([0, 1, 15, 16, 17, 43, 44, 63, 64, 65, 128, 129, chance.next(300), chance.next(70_000)]);
  const number = () =>
    chance.of<unknown>([0, 1, 16, 20, 64, 65, 2 ** 30, 2 ** 32 - 1, 2 ** 32, -1, 0.5, Number.NaN, "1", chance.next(200)]);
  const bytes = () =>
    chance.next(12) === 0 ? chance.of<unknown>([undefined, null, 7, "text", new Uint32Array(8)]) : own(chance, length());
  const pieces = () => (chance.next(8) === 0 ? bytes() : Array.from({ length: chance.next(19) }, bytes));
  const any = [
    () => native.hkdf(...([bytes(), bytes(), bytes(), bytes(), bytes()] as Parameters<typeof native.hkdf>)),
    () =>
      native.seal(
        ...([bytes(), number(), number(), bytes(), bytes(), number(), bytes(), number()] as Parameters<typeof native.seal>),
      ),
    () => native.open(...([bytes(), number(), number(), bytes(), bytes()] as Parameters<typeof native.open>)),
    () => native.openPieces(...([bytes(), number(), number(), bytes(), pieces()] as Parameters<typeof native.openPieces>)),
  ];
  const right = [
    () => {
      const [secret, salt, label, context] = [
        own(chance, length()),
        own(chance, length()),
        own(chance, chance.next(129)),
        own(chance, length()),
      ];
      const size = chance.next(8161);
      const made = crypto.derive(secret, salt, label, context, size);
      return made.equals(nodeCrypto.derive(secret, salt, label, context, size));
    },
    () => {
      const keys = own(chance, 164);
      const [at, chunk, padding] = [chance.next(121), chance.of([0, 2 ** 32 - 1, chance.next(2 ** 32)]), chance.next(65)];
      const plain = own(chance, length());
      const [sealed, other] = [crypto, nodeCrypto].map((each) =>
        Buffer.concat(each.keyAt(keys, at).seal(chunk, Buffer.alloc(0), plain, padding)),
      );
      if (!sealed || !other?.equals(sealed)) return false;
      const exactly = Buffer.from(new Uint8Array(sealed).buffer);
      const opened = crypto.keyAt(keys, at).open(chunk, padding > 0, exactly);
      return opened?.subarray(0, plain.length).equals(plain) === true;
    },
    () => {
      const keys = own(chance, 164);
      const plain = own(chance, length());
      const sealed = Buffer.concat(nodeCrypto.keyAt(keys, 0).seal(1, Buffer.alloc(0), plain, 0));
      const cut: Buffer[] = [];
      for (let at = 0; at < sealed.length; ) {
        const end = Math.min(sealed.length, at + chance.of([0, 1, 15, 16, 17, 1000, chance.next(70_000)]));
        cut.push(Buffer.from(new Uint8Array(sealed.subarray(at, end)).buffer));
        at = end;
      }
      const opened = crypto.keyAt(keys, 0).openPieces(1, cut);
      return opened !== undefined && Buffer.concat(opened).equals(plain);
    },
  ];
  let [computed, refused] = [0, 0];
  for (let index = 0; index < inputs; index++) {
    if (chance.next(2) === 0) {
      if (!chance.of(right)()) throw new Error(`input ${index} of seed ${seed} gave another result than Node gives`);
      computed += 1;
      continue;
    }
    try {
      chance.of(any)();
      computed += 1;
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      refused += 1;
    }
  }
  return { computed, refused };
}

if (import.meta.main) {
  const [file = "", seed, inputs] = process.argv.slice(2);
  console.log(JSON.stringify(callAll(file, Number(seed), Number(inputs))));
}
