import { once } from "node:events";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startPinned } from "./pinned-process.ts";

/** A running nginx of one process. */
export interface Nginx {
  readonly port: number;
  readonly pid: number;
}

interface NginxOptions {
  readonly directory: string;
  readonly port: number;
  readonly core: number;
}

/** The answers of the upstream by their path; bytes. */
export const ANSWERS = { "1k": 1024, "1m": 2 ** 20, "50m": 50 * 2 ** 20, "1g": 2 ** 30 } as const;

/**
 * The proxy that the relay is compared with: as nginx comes, with kept connections to the upstream. A long answer waits for its
 * reader in memory and not on the disk, and an upload goes on as it comes, as both do in the relay.
 */
export function startNginxProxy(options: NginxOptions & { upstreamPort: number }): Promise<Nginx> {
  return start(
    "proxy",
    options,
    `upstream api { server 127.0.0.1:${options.upstreamPort}; keepalive 256; keepalive_requests 10000000; }
     server {
       listen 127.0.0.1:${options.port} backlog=1024;
       location / { proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection "";
                    proxy_request_buffering off; proxy_max_temp_file_size 0; }
     }`,
  );
}

/** The upstream: {@link ANSWERS}, and `/sink`, which leads to a program that reads bodies. */
export function startNginxUpstream(options: NginxOptions & { sinkPort: number }): Promise<Nginx> {
  const files = join(options.directory, "files");
  mkdirSync(files);
  for (const [name, bytes] of Object.entries(ANSWERS)) {
    writeFileSync(join(files, name), "");
    truncateSync(join(files, name), bytes);
  }
  return start(
    "upstream",
    options,
    `sendfile on;
     server {
       listen 127.0.0.1:${options.port} backlog=1024;
       root ${files};
       location = /1k { return 200 "${"x".repeat(ANSWERS["1k"])}"; }
       location = /sink { proxy_pass http://127.0.0.1:${options.sinkPort}; proxy_http_version 1.1; proxy_request_buffering off; }
     }`,
  );
}

async function start(name: string, { directory, port, core }: NginxOptions, servers: string): Promise<Nginx> {
  const own = join(directory, name);
  mkdirSync(own);
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${join(own, kind)};`);
  writeFileSync(
    join(own, "nginx.conf"),
    `daemon off; master_process off; pid ${join(own, "pid")}; error_log stderr;
     ${userInfo().uid === 0 ? "user root;" : ""}
     events { worker_connections 4096; }
     http { access_log off; keepalive_requests 10000000; client_max_body_size 0; ${paths.join(" ")}
     ${servers} }`,
  );
  const child = startPinned(core, ["nginx", "-p", own, "-e", "stderr", "-c", join(own, "nginx.conf")]);
  let errors = "";
  child.stderr?.on("data", (piece) => (errors += piece));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`nginx does not start: ${errors}`);
    await wait(20);
  }
  // Without it every answer would be wrong without an explanation.
  child.once("exit", (code, signal) => {
    console.error(`nginx, the ${name}, was ended from outside with ${signal ?? code}: ${errors}`);
    process.exit(1);
  });
  return { port, pid: child.pid as number };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
