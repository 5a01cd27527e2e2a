import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildClient } from "../../../../relay-service/build.ts";
import type { Handler } from "../../../support/relay/instrumented-upstream.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const section = readFileSync(join(ROOT, "docs/relay-client.md"), "utf8").split("\n## Libraries\n")[1]?.split("\n#")[0] ?? "";
/** The examples by the first word above each. */
const EXAMPLES = new Map(
  [...section.matchAll(/^([\w-]+)[^\n]*:\n\n```js\n(.*?)```/gms)].map(([, name = "", code = ""]) => [name, code]),
);

/** What each example imports. */
const IMPORTS: Readonly<Record<string, string>> = {
  ky: 'import ky from "ky"',
  ofetch: 'import { createFetch } from "ofetch"',
  "openapi-fetch": 'import createClient from "openapi-fetch"',
  "graphql-request": 'import { GraphQLClient } from "graphql-request"',
  axios: 'import axios from "axios"',
  eventsource: 'import { EventSource } from "eventsource"',
};

const api: Handler = (request, response, seen) => {
  request.on("end", () => {
    if (seen.target === "/api/events") {
      // The stream goes on: nobody waits for its end.
      response.writeHead(200, { "content-type": "text/event-stream" }).write('data: {"item":7}\n\n');
      return;
    }
    const body = JSON.parse(seen.body.toString());
    const answer = "query" in body ? { data: { item: body.variables.item } } : body;
    response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
};

let relay: RelayUnderTest;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mte-relay-client-"));
  await buildClient(folder);
  relay = await runRelay();
  relay.upstream.handle(api);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await relay.close();
});
beforeEach(() => {
  relay.upstream.seen.length = 0;
});

async function run(name: string, setUp: string, code: string): Promise<unknown> {
  const program = `${IMPORTS[name]};
    import { mteFetch, sealOrigins } from ${JSON.stringify(pathToFileURL(join(folder, "mte-relay-client.mjs")).href)};
    ${setUp}
    ${code.replaceAll("https://relay.example.com", relay.url)}
    console.log(JSON.stringify(order));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], { cwd: ROOT });
  return JSON.parse(stdout);
}

describe("the examples of libraries on the page", () => {
  it("are those that these tests run", () => {
    expect([...EXAMPLES.keys()].sort()).toEqual(Object.keys(IMPORTS).sort());
  });

  // A relay refuses what is not sealed, so that nothing of it reaches the upstream.
  it.each(Object.keys(IMPORTS))("work with %s", async (name) => {
    expect(await run(name, "", EXAMPLES.get(name) ?? "")).toEqual({ item: 7 });
    const isStream = name === "eventsource";
    expect(relay.upstream.seen.map(({ method, target }) => [method, target])).toEqual([
      isStream ? ["GET", "/api/events"] : ["POST", "/api/orders"],
    ]);
  });

  it.each(Object.keys(IMPORTS))("need no mteFetch with sealOrigins: %s", async (name) => {
    const code = (EXAMPLES.get(name) ?? "").replace(/env: \{ fetch: mteFetch \}|fetch: mteFetch/, "");
    expect(code).not.toContain("mteFetch");
    expect(await run(name, `sealOrigins(["${relay.url}"]);`, code)).toEqual({ item: 7 });
    expect(relay.upstream.seen).toHaveLength(1);
  });
});
