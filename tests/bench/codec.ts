// `node tests/bench/codec.ts`: the cost of the codec without sockets and store, with Node's own cryptography and with the native
// part: CPU time of a GET of 1 KB, throughput of bodies.
import { createHash } from "node:crypto";
import type { OpenedRequest, WireRequest } from "../../relay-service/src/codec/codec.ts";
import { createRoc1 } from "../../relay-service/src/codec/roc1/roc1.ts";
import type { PairStore } from "../../relay-service/src/store/pair-store.ts";
import { pairWith, seal } from "../relay-service/codec/roc1/in-process-client.ts";
import { messageCryptos } from "../support/relay/native-crypto.ts";

const ROUNDS = 5;
const REQUESTS = 8000;
const BODIES = 200;
const CHUNK = "x".repeat(65_536);
const ANSWER_HEADERS = [
  ["content-type", "application/json; charset=utf-8"],
  ["date", "Sun, 22 Nov 2026 04:00:00 GMT"],
  ["etag", '"5d8c72a5edda8"'],
] as const;
const ANSWER_BODY = Buffer.alloc(1024, "x");
const MEGABYTE = Buffer.alloc(2 ** 20, createHash("sha256").update("x").digest());

const records = new Map<string, Buffer>();
const store: PairStore = {
  create: (id, record) => Boolean(records.set(id, Buffer.from(record))),
  use: (id) => ({ kind: "ok", record: records.get(id) as Buffer }),
  claim: () => true,
  isReady: true,
  pairsKeptMs: () => Number.POSITIVE_INFINITY,
  sequencesKeptMs: Number.POSITIVE_INFINITY,
  close: async () => {},
};

/** Microseconds of CPU time for each of `count` runs, in the fastest round, which had the least disturbance. `prepare` is not measured. */
function best(count: number, run: (index: number) => void, prepare = () => {}): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    prepare();
    const start = process.cpuUsage();
    for (let index = 0; index < count; index++) run(index);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / count;
  });
  return Math.min(...rounds);
}

for (const crypto of messageCryptos) {
  const codec = createRoc1({ secrets: ["a secret that is long enough for a bench"], store, crypto });
  const pair = await pairWith(codec);
  const headers: [string, string][] = [
    ["accept", "application/json"],
    ["authorization", `Bearer ${"t".repeat(64)}`],
  ];
  const requests = Array.from({ length: REQUESTS }, (_, sequence) => seal(pair, { sequence, headers }).wire);
  const accept = (request: WireRequest | undefined): OpenedRequest => {
    const opened = request && codec.accept(request);
    if (!opened || opened instanceof Promise) throw new Error("a store that answers at once must not cost a promise");
    return opened;
  };
  const get = best(REQUESTS, (index) => {
    accept(requests[index]).sealAnswer(200, ANSWER_HEADERS, true).body?.end(ANSWER_BODY);
  });
  const acceptOnly = best(REQUESTS, (index) => void accept(requests[index]));

  const upload = seal(pair, { method: "POST", body: Array(16).fill(CHUNK) });
  const sealing = best(BODIES, () => void accept(upload.wire).sealAnswer(200, [], true).body?.end(MEGABYTE));
  // Opening overwrites its input. The network splits the body at other points than the client.
  let pieces: Buffer[][] = [];
  const copies = () => {
    pieces = Array.from({ length: BODIES }, () => {
      const body = Buffer.from(upload.bytes);
      return Array.from({ length: Math.ceil(body.length / 65_536) }, (_, piece) =>
        body.subarray(piece * 65_536, (piece + 1) * 65_536),
      );
    });
  };
  const opening = best(
    BODIES,
    (index) => {
      const { body } = accept(upload.wire);
      for (const piece of pieces[index] ?? []) body?.push(piece);
      body?.finish();
    },
    copies,
  );

  const rate = (microseconds: number) => `${Math.round(1e6 / microseconds)} MiB/s`;
  console.log(`by ${crypto.name}`);
  console.table({
    "GET 1 KB: accept + answer": { µs: get.toFixed(1) },
    "GET 1 KB: accept": { µs: acceptOnly.toFixed(1) },
    "1 MiB: answer + seal": { µs: sealing.toFixed(0), rate: rate(sealing) },
    "1 MiB: accept + open": { µs: opening.toFixed(0), rate: rate(opening) },
  });
}
