import { expect, it } from "vitest";
import { sealedRequests } from "../../bench/relay/load/sealed-requests.ts";
import { freePort } from "../../support/relay/free-port.ts";
import { instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { rawConnection } from "../../support/relay/raw-http.ts";
import { relayProcess } from "../../support/relay/relay-process.ts";

const STREAMS = 400;
/** Bytes of the answers in between, so that each stream begins in a block of its own. */
const BETWEEN_BYTES = 16_000;
/** Sockets, keys, and uncollected garbage. */
const BYTES_A_STREAM = 16_384;

it("an open event stream keeps little memory, whatever else the relay did when it began", async () => {
  await using upstream = await instrumentedUpstream((_request, response, { target }) => {
    if (target !== "/events") return void response.end(Buffer.alloc(BETWEEN_BYTES));
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: 1\n\n");
  });
  const metricsPort = await freePort();
  await using relay = await relayProcess({
    UPSTREAM: upstream.url,
    METRICS_PORT: `${metricsPort}`,
    MAX_IN_FLIGHT: `${2 * STREAMS}`,
  });
  const external = async () => {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    return Number(/^nodejs_external_memory_bytes (\S+)/m.exec(text)?.[1]);
  };
  const other = await rawConnection(relay.port);
  const streams = [];
  const open = await sealedRequests(relay.port, "events", STREAMS);
  const between = await sealedRequests(relay.port, "other", 4 * STREAMS);
  const before = await external();
  for (const request of open) {
    const stream = await rawConnection(relay.port);
    streams.push(stream);
    stream.send(request);
    await upstream.arrived(upstream.seen.length + 1);
    for (let count = 0; count < 3; count++) {
      other.send(between.pop() as string);
      await other.answer();
    }
  }
  const kept = ((await external()) - before) / STREAMS;
  for (const { socket } of streams) socket.destroy();
  expect(kept).toBeLessThan(BYTES_A_STREAM);
});
