import { describe, expect, it } from "vitest";
import { rawConnection, rawRequest } from "../../support/relay/raw-http.ts";
import { runRelay } from "../../support/relay/running-relay.ts";

const REQUEST = "GET /open HTTP/1.1\r\nhost: relay\r\n\r\n";

describe("an internal error of the relay", () => {
  it("costs one request: its connection is closed, the class of the error is logged without its text, and the next request is answered", async () => {
    let faults = 0;
    await using running = await runRelay({
      env: { PASS_THROUGH_ROUTES: "/open" },
      // A request that is passed through reads the clock first.
      now: () => {
        if (faults-- > 0) throw new TypeError("what a client sent");
        return performance.now();
      },
    });
    running.upstream.handle((_request, response) => response.end("here"));
    const connection = await rawConnection(running.port);
    faults = 1;
    connection.send(REQUEST);
    expect(`${await connection.closed()}`).toBe("");
    expect(running.upstream.seen).toEqual([]);
    const logged = running.logged.filter(({ level }) => level === 50);
    expect(logged).toEqual([expect.objectContaining({ error: "TypeError", msg: "a request failed in the relay itself" })]);
    expect(JSON.stringify(running.logged)).not.toContain("what a client sent");
    expect((await rawRequest(running.port, REQUEST)).body.toString()).toBe("here");
  });
});
