// `node tests/bench/codec.ts`: what the codec alone costs, without sockets and store: CPU time of a GET of 1 KB, throughput of bodies.
import { createHash } from "node:crypto";
import { createRoc1 } from "../../relay-service/src/codec/roc1/roc1.ts";
import type { PairStore } from "../../relay-service/src/store/pair-store.ts";
import { pairWith, seal } from "../relay-service/codec/roc1/client.ts";

const ROUNDS = 5;
const REQUESTS = 8000;
const records = new Map<string, Buffer>();
const store: PairStore = {
  create: (id, record) => Boolean(records.set(id, Buffer.from(record))),
  use: (id) => ({ kind: "ok", record: records.get(id) as Buffer }),
  claim: () => true,
  ready: true,
  close: async () => {},
};

const codec = createRoc1({ secrets: ["a secret that is long enough for a bench"], store });
const pair = await pairWith(codec);
const answerHeaders = [
  ["content-type", "application/json; charset=utf-8"],
  ["date", "Sun, 22 Nov 2026 04:00:00 GMT"],
  ["etag", '"5d8c72a5edda8"'],
] as const;
const answerBody = Buffer.alloc(1024, "x");
const requests = Array.from({ length: REQUESTS }, (_, sequence) =>
  seal(pair, {
    sequence,
    headers: [
      ["accept", "application/json"],
      ["authorization", `Bearer ${"t".repeat(64)}`],
    ],
  }),
);

/** Microseconds of CPU time for each of `count` runs, the best round: the others were disturbed. */
function best(count: number, run: (index: number) => void): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage();
    for (let index = 0; index < count; index++) run(index);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / count;
  });
  return Math.min(...rounds);
}

const get = best(REQUESTS, (index) => {
  const sealed = requests[index];
  const opened = sealed && codec.accept(sealed.wire);
  if (!opened || opened instanceof Promise) throw new Error("a store that answers at once must not cost a promise");
  opened.answer(200, answerHeaders, true).body?.end(answerBody);
});
const acceptOnly = best(REQUESTS, (index) => {
  codec.accept((requests[index] as (typeof requests)[number]).wire);
});

const megabyte = Buffer.alloc(2 ** 20, createHash("sha256").update("x").digest());
const upload = seal(pair, { method: "POST", body: [...Array(15).fill("x".repeat(65_536)), "x".repeat(65_536)] });
const opened = codec.accept(upload.wire) as Exclude<ReturnType<typeof codec.accept>, Promise<unknown>>;
const sealing = best(200, () => {
  opened.answer(200, [], true).body?.end(megabyte);
});
const opening = best(200, () => {
  const { body } = codec.accept(upload.wire) as typeof opened;
  for (let at = 0; at < upload.body.length; at += 65_536) body?.push(upload.body.subarray(at, at + 65_536));
  body?.finish();
});

const rate = (microseconds: number) => `${Math.round(1e6 / microseconds)} MiB/s`;
console.table({
  "GET 1 KB: accept + answer": { µs: get.toFixed(1) },
  "GET 1 KB: accept": { µs: acceptOnly.toFixed(1) },
  "1 MiB: answer + seal": { µs: sealing.toFixed(0), rate: rate(sealing) },
  "1 MiB: accept + open": { µs: opening.toFixed(0), rate: rate(opening) },
});
