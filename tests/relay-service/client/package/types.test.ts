import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { packageProject } from "./package-project.ts";

const TSC = join(import.meta.dirname, "../../../../node_modules/.bin/tsc");

const SAMPLE = `import integrity from "mte-relay-client/integrity.json" with { type: "json" };
import "mte-relay-client/kem";
import { mteEventSource, signalROptions } from "mte-relay-client/signalr";
import { createMteRelayClient, initMteRelayClient, type MteClientOptions, mteFetch, pairEarly, RelayError, type RelayErrorCode } from "mte-relay-client";

const options: MteClientOptions = { relayUrl: "https://relay.example.com", relayKeys: ["a"], urlMode: "path" };
await initMteRelayClient(options);
await pairEarly();
const answer: Response = await createMteRelayClient(options).mteFetch(new URL("https://relay.example.com"), {
  method: "POST",
  mte: { padding: "padme", onUploadProgress: ({ loaded, total }) => console.log(loaded / (total ?? 1)) },
});
const { httpClient } = signalROptions();
const Events = mteEventSource(mteFetch);
new Events("https://relay.example.com/events").close();
const asFetch: typeof fetch = mteFetch as typeof fetch;
const hash: string = integrity["mte-relay-client.js"];
try {
  await asFetch("https://relay.example.com");
} catch (error) {
  if (error instanceof RelayError && error.code === ("busy" satisfies RelayErrorCode)) console.log(error.status, answer, hash, httpClient);
}
// @ts-expect-error a misspelt pin would mean no pin
initMteRelayClient({ relayKey: ["a"] });
`;

const GLOBAL_SAMPLE = `/// <reference types="mte-relay-client/global" />
/// <reference types="mte-relay-client/worker-setup" />
const answer: Promise<Response> = mteFetch("https://relay.example.com", { mte: { padding: "padme" } });
mteRelay.initMteRelayClient({ relayUrl: "https://relay.example.com" });
answer.catch((error) => error instanceof mteRelay.RelayError);
mteRelayWorker.ready.then(() => {});
`;

const COMMONJS_SAMPLE = `import { mteFetch } from "mte-relay-client";
mteFetch("https://relay.example.com").then(({ status }) => status.toFixed());
`;

describe("the types of the npm package", () => {
  const project = packageProject();

  /** What the compiler says of the files, with the declarations of the package checked as well. */
  async function problems(folder: string, settings: object, files: Readonly<Record<string, string>>): Promise<string> {
    for (const [name, content] of Object.entries(files)) project.write(`${folder}/${name}`, content);
    const compilerOptions = {
      target: "es2022",
      lib: ["es2022", "dom", "dom.iterable"],
      types: [],
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      resolveJsonModule: true,
      ...settings,
    };
    project.write(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, files: Object.keys(files) }));
    const run = promisify(execFile)(process.execPath, [TSC, "-p", join(project.folder, folder)]);
    const output = ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr;
    return run.then(output, output);
  }

  it.each([
    ["bundler", { module: "esnext", moduleResolution: "bundler" }, {}],
    ["node16", { module: "node20", moduleResolution: "node16" }, {}],
    ["nodenext", { module: "nodenext", moduleResolution: "nodenext" }, { "commonjs.cts": COMMONJS_SAMPLE }],
  ])("are read by TypeScript with moduleResolution %s", async (name, settings, more) => {
    const files = { "sample.ts": SAMPLE, "global.ts": GLOBAL_SAMPLE, ...more };
    expect(await problems(name, settings, files)).toBe("");
  });

  it("refuse what the client would refuse", async () => {
    const wrong =
      'import { mteFetch } from "mte-relay-client";\nmteFetch("https://relay.example.com", { mte: { urlMode: "open" } });\n';
    expect(await problems("wrong", { module: "nodenext" }, { "wrong.ts": wrong })).toMatch(
      /^\S*wrong\.ts\(2,\d+\): error TS2322/,
    );
  });
});
