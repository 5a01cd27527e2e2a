import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { buildClient } from "../../../../relay-service/build.ts";
import { runRelay } from "../../../support/relay/running-relay.ts";
import { runHub } from "../../../support/signalr-hub/running-hub.ts";

it("the page's program for SignalR runs as it stands there, apart from its addresses", async () => {
  const page = readFileSync(join(import.meta.dirname, "../../../../docs/relay-client.md"), "utf8");
  const [, snippet = ""] = /^## SignalR\n[\s\S]*?```js\n([\s\S]*?)```/m.exec(page) ?? [];
  const hub = await runHub();
  await using relay = await runRelay({ upstream: hub.upstream });
  const folder = mkdtempSync(join(tmpdir(), "mte-relay-signalr-"));
  await buildClient(folder);
  const program = snippet
    .replace('"@microsoft/signalr"', JSON.stringify(import.meta.resolve("@microsoft/signalr")))
    .replace("https://relay.example.com/public", pathToFileURL(folder).href)
    .replaceAll("https://relay.example.com", relay.url);
  const file = join(folder, "program.mjs");
  writeFileSync(file, `const token = "a token";\n${program}\nawait connection.invoke("Tell", "news");\nawait connection.stop();`);
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  rmSync(folder, { recursive: true });
  expect(stdout.split("\n")).toContain("news");
  expect(hub.upstream.seen.some(({ headers }) => headers.authorization === "Bearer a token")).toBe(true);
});
