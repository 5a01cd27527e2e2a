/** A seeded random number generator (mulberry32), so that a finding can be reproduced. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `below` minus one. */
  next(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.next(choices.length)] as T;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.next(256)));
  }
}

/** Changes bytes as errors or attackers do. */
export function mutateBytes(chance: Chance, bytes: Buffer): Buffer {
  const [at, to] = [chance.next(bytes.length + 1), chance.next(bytes.length + 1)].sort((a, b) => a - b) as [number, number];
  const changed = Buffer.from(bytes);
  const ways = [
    () => {
      if (at < changed.length) changed[at] = (changed[at] as number) ^ (1 << chance.next(8));
      return changed;
    },
    () => changed.subarray(0, at),
    () => changed.subarray(at),
    () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]),
    () => Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]),
    () => Buffer.concat([bytes.subarray(0, at), chance.bytes(1 + chance.next(20)), bytes.subarray(at)]),
    () => changed.fill(chance.of([0, 1, 2, 0x40, 0x80, 0xff]), at, to),
    () => Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]),
    () => chance.bytes(chance.next(200)),
  ];
  return chance.of(ways)();
}

const ODD_TEXTS = ["", "0", "-1", "8192", ",", ",,", "=", "\n", "\0", "é", "\u{1f600}", "../", "%2e", "NaN", "x".repeat(5000)];

/** Changes text: its bytes, or by inserting a piece of text that a parser may not expect. */
export function mutateText(chance: Chance, text: string): string {
  if (chance.next(2) === 0) return mutateBytes(chance, Buffer.from(text, "latin1")).toString("latin1");
  const fields = text.split(",");
  fields[chance.next(fields.length)] = chance.of([...ODD_TEXTS, ...fields]);
  return fields.join(",");
}

const ODD_VALUES = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  256,
  "",
  [],
  {},
  [[]],
  [1],
  { codec: "roc1" },
  "roc1",
  "AA",
  "x".repeat(2000),
];

/** Changes one place of a JSON value. */
export function mutateJson(chance: Chance, json: unknown): unknown {
  if (typeof json !== "object" || json === null || chance.next(4) === 0) {
    return typeof json === "string" && chance.next(2) === 0 ? mutateText(chance, json) : chance.of<unknown>(ODD_VALUES);
  }
  const keys = Object.keys(json);
  const key = chance.of([...keys, "extra"]);
  if (Array.isArray(json))
    return chance.next(4) === 0
      ? [...json, ...json]
      : json.map((each, at) => (`${at}` === key ? mutateJson(chance, each) : each));
  const { [key]: value, ...others } = json as Record<string, unknown>;
  return chance.next(4) === 0 ? others : { ...others, [key]: mutateJson(chance, value) };
}
