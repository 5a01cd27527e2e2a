import { createHash } from "node:crypto";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { pairWith } from "../support/independent-client/exchange.ts";
import { bodyBytes } from "../support/independent-client/opened-answer.ts";
import type { SealedRequest } from "../support/independent-client/sealed-request.ts";
import { type SoakClient, writeAll } from "./soak-client.ts";
import { EVENTS, LARGE } from "./soak-upstream.ts";

/** Something that a client or an attacker does. Rejects when the relay does not answer as it must. */
export type Action = (client: SoakClient, port: number) => Promise<void>;

const CHUNK = 65_536;
const pieces = Array.from({ length: Math.ceil(LARGE.length / CHUNK) }, (_, i) => LARGE.subarray(i * CHUNK, (i + 1) * CHUNK));
const hashOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const LARGE_HASH = hashOf(LARGE);
const chance = (below: number) => Math.floor(Math.random() * below);

function must(fact: boolean, what: string): void {
  if (!fact) throw new Error(what);
}

/** What must be true, with how often it is done. */
export const ACTIONS: Readonly<Record<string, { readonly weight: number; readonly act: Action }>> = {
  "GET 1 KB": { weight: 40, act: getSmall },
  "POST 20 KB": {
    weight: 20,
    act: async (client) => {
      const body = LARGE.subarray(chance(1000), 21_000);
      must(`${await client.ask({ method: "POST", target: "hash", body: [body] })}` === hashOf(body), "another body arrived");
    },
  },
  "5 MB up": {
    weight: 3,
    act: async (client) => {
      must(`${await client.ask({ method: "PUT", target: "hash", body: pieces })}` === LARGE_HASH, "another upload arrived");
    },
  },
  "5 MB down": {
    weight: 3,
    act: async (client) => {
      must((await client.ask({ method: "GET", target: "large" })).equals(LARGE), "another download arrived");
    },
  },
  events: {
    weight: 4,
    act: async (client) => {
      const events = `${await client.ask({ method: "GET", target: "events" })}`.match(/data: \d\n\n/g);
      must(events?.length === EVENTS, "events are missing");
    },
  },
  "slow reader": { weight: 2, act: slowReader },
  "aborted upload": {
    weight: 3,
    act: async (client) => {
      const sealed = await client.seal({ method: "POST", target: "never-whole", body: pieces });
      const left = sealed.body?.slice(0, 1 + chance(pieces.length - 1)) ?? [];
      const concluded = client.exchange(sealed, async (message) => {
        for (const frame of left) message.write(frame);
        await wait(chance(20));
        message.destroy();
      });
      await concluded.then(
        () => must(false, "an aborted upload was answered"),
        () => {},
      );
    },
  },
  "aborted download": {
    weight: 3,
    act: async (client) => {
      const conclusion = await client.exchange(await client.seal({ method: "GET", target: "large" }));
      must(conclusion.kind === "answer", "a download was refused");
      let left = 1 + chance(LARGE.length);
      if (conclusion.kind !== "answer") return;
      for await (const piece of conclusion.body) {
        left -= piece.length;
        // Leaving the loop destroys the connection.
        if (left < 0) break;
      }
    },
  },
  "answer cut by the API": {
    weight: 2,
    act: async (client) => {
      const conclusion = await client.exchange(await client.seal({ method: "GET", target: "cut" }));
      must(conclusion.kind === "answer", "a cut answer did not even begin");
      if (conclusion.kind === "answer") await mustFail(bodyBytes(conclusion.body), "half an answer passed for a whole one");
    },
  },
  "upload refused early by the API": {
    weight: 2,
    act: async (client) => {
      const sealed = await client.seal({ method: "POST", target: "refuse", body: pieces });
      // The sender may get the answer, or find its connection closed while it still sends.
      const conclusion = await client.exchange(sealed).catch(() => undefined);
      const fits = conclusion === undefined || (conclusion.kind === "answer" && [403, 502].includes(conclusion.status));
      must(fits, `an early refusal became ${JSON.stringify(conclusion)}`);
      if (conclusion?.kind === "answer") await bodyBytes(conclusion.body).catch(() => {});
    },
  },
  replay: {
    weight: 4,
    act: async (client) => {
      const sealed = await client.seal({ method: "GET", target: "small" });
      const both = await Promise.all([client.exchange(sealed), client.exchange(sealed)]);
      for (const one of both) if (one.kind === "answer") await bodyBytes(one.body);
      const kinds = both.map((one) => (one.kind === "refused" ? one.code : one.kind)).sort();
      must(kinds.join() === "answer,replay", `two copies of a request became ${kinds}`);
    },
  },
  "forged tag": {
    weight: 4,
    act: async (client) => {
      const sealed = await client.seal({ method: "POST", target: "never-whole", body: [Buffer.from("x")] });
      const end = sealed.relay.at(-3) === "A" ? "B" : "A";
      await mustBeRefused(client, { ...sealed, relay: `${sealed.relay.slice(0, -3)}${end}${sealed.relay.slice(-2)}` }, "tag");
    },
  },
  "forged body": {
    weight: 4,
    act: async (client) => {
      const sealed = await client.seal({ method: "POST", target: "never-whole", body: [Buffer.from("hello"), Buffer.from("x")] });
      await mustBeRefused(client, { ...sealed, body: flipped(sealed.body ?? [], 0) }, "open");
    },
  },
  "forged long body": {
    weight: 1,
    act: async (client) => {
      const sealed = await client.seal({ method: "POST", target: "never-whole", body: pieces });
      const forged = { ...sealed, body: flipped(sealed.body ?? [], 70) };
      // When the forgery shows the sender may still be sending: then its connection just ends.
      const conclusion = await client.exchange(forged).catch(() => undefined);
      must(conclusion === undefined || conclusion.kind === "refused", `a forged upload became ${JSON.stringify(conclusion)}`);
    },
  },
  pairing: {
    weight: 1,
    act: async (_client, port) => {
      await pairWith({ port });
    },
  },
  "silent or broken connection": {
    weight: 2,
    act: async (_client, port) => {
      const socket = connect(port, "127.0.0.1").on("error", () => {});
      socket.resume().write(["", "GET /api/mte-relay HTT", "\u0000nonsense\r\n\r\n"][chance(3)] as string);
      await wait(chance(200));
      socket.destroy();
    },
  },
};

async function getSmall(client: SoakClient): Promise<void> {
  must((await client.ask({ method: "GET", target: "small" })).length === 1024, "a small answer is not whole");
}

async function slowReader(client: SoakClient): Promise<void> {
  const conclusion = await client.exchange(await client.seal({ method: "GET", target: "large" }));
  must(conclusion.kind === "answer", "a slow reader was refused");
  if (conclusion.kind !== "answer") return;
  let bytes = 0;
  for await (const piece of conclusion.body) {
    bytes += piece.length;
    await wait(5);
  }
  must(bytes === LARGE.length, "a slow reader got too little");
}

async function mustFail(promise: Promise<unknown>, what: string): Promise<void> {
  const failed = await promise.then(
    () => false,
    () => true,
  );
  must(failed, what);
}

async function mustBeRefused(client: SoakClient, sealed: SealedRequest, code: string): Promise<void> {
  const conclusion = await client.exchange(sealed, (message) => writeAll(message, sealed.body ?? []));
  const got = conclusion.kind === "refused" || conclusion.kind === "not dispatched" ? conclusion.code : conclusion.kind;
  must(got === code, `a forgery became ${JSON.stringify(conclusion)} instead of "${code}"`);
}

function flipped(frames: readonly Buffer[], index: number): Buffer[] {
  return frames.map((frame, i) => {
    const copy = Buffer.from(frame);
    if (i === index) copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
    return copy;
  });
}
