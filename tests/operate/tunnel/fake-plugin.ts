// Stands in for AWS's session-manager-plugin: it takes the same arguments, and really forwards the port, but to a server of the test. Version
// 1.3.0.0 of the real one took them too, and opened its port (2026-11-30, built from its source, with a stand-in for the SSM agent). What this one was
// given is written to FAKE_PLUGIN_LOG, so that a test can look for the token there.
import { appendFileSync } from "node:fs";
import { connect, createServer } from "node:net";

const [variable = "", region, operation, profile, request = "{}", endpoint] = process.argv.slice(2);
const { FAKE_PLUGIN = "", FAKE_PLUGIN_LOG = "", FAKE_PLUGIN_UPSTREAM = "", FAKE_PLUGIN_VERSION = "1.2.553.0" } = process.env;

if (variable === "--version") {
  console.log(FAKE_PLUGIN_VERSION);
} else {
  const response = JSON.parse(process.env[variable] ?? "null");
  const { Parameters } = JSON.parse(request);
  const log = (entry: object) => appendFileSync(FAKE_PLUGIN_LOG, `${JSON.stringify(entry)}\n`);
  log({ pid: process.pid, argv: process.argv.slice(2), response, region, operation, profile, endpoint });
  console.log(`\nStarting session with SessionId: ${response.SessionId}`);
  if (FAKE_PLUGIN === "die") {
    console.error(`Cannot perform start session: the token ${response.TokenValue} is refused`);
    process.exit(0);
  }
  process.on("SIGINT", () => {
    if (FAKE_PLUGIN === "stubborn") return;
    log({ ended: "SIGINT" });
    process.exit(0);
  });
  if (FAKE_PLUGIN === "silent") {
    setInterval(() => {}, 60_000);
  } else {
    const server = createServer((socket) => {
      if (FAKE_PLUGIN === "unreachable") console.log("\nConnection to destination port failed, check SSM Agent logs.");
      const upstream = connect(Number(FAKE_PLUGIN_UPSTREAM), "127.0.0.1");
      socket.pipe(upstream).pipe(socket);
      for (const each of [socket, upstream]) each.on("error", () => each.destroy());
    });
    server.listen(Number(Parameters.localPortNumber[0]), "127.0.0.1", () => console.log("Waiting for connections..."));
  }
}
