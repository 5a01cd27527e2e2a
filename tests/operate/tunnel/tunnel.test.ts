import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, test as plain } from "vitest";
import { readPort } from "../../../operate/tunnel/local-port.ts";
import { OUTPUTS } from "../deployed.ts";
import { isRunning } from "./install-plugin.ts";
import { TOKEN } from "./session-server.ts";
import { ENVIRONMENTS, heardFrom, TunnelTest, unusedPort } from "./tunnel-test.ts";

const it = plain.extend<{ test: TunnelTest }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which other fixtures this one needs.
  test: async ({}, use) => {
    const test = await new TunnelTest().start();
    await use(test);
    test.stop();
  },
});

/** Opens a tunnel, hears the server through it, and ends it with a signal. */
async function openAndStop(test: TunnelTest, signal: NodeJS.Signals, ...argv: string[]) {
  const command = await test.run(...argv);
  await command.says("Ctrl-C ends it");
  const heard = await heardFrom(command.port);
  const pid = test.plugin()[0]?.pid ?? 0;
  expect(isRunning(pid)).toBe(true);
  command.child.kill(signal);
  const result = await command.ended();
  expect(`${result.output}${result.errors}`).not.toContain(TOKEN);
  expect([isRunning(pid), test.aws.open()]).toEqual([false, []]);
  return { ...result, heard, port: command.port };
}

describe.concurrent("an open tunnel", () => {
  it.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "leads to the server, and ends with %s: no plugin and no session is left, and the exit code is 0",
    async (signal, { test }) => {
      const { code, heard, errors } = await openAndStop(test, signal, "--to", "sql");
      expect([code, heard]).toEqual([0, "hello"]);
      expect(errors).toContain("over i-sm (Subscription Manager). Ctrl-C ends it.\nThe tunnel is closed.\n");
      expect(test.plugin().at(-1)).toEqual({ ended: "SIGINT" });
    },
  );

  it("gives the plugin what the AWS CLI gives it, with the token in its environment only", async ({ test }) => {
    test.env = { AWS_PROFILE: "" };
    const { port } = await openAndStop(test, "SIGINT", "--to", "sql");
    const request = {
      Target: "i-sm",
      DocumentName: "AWS-StartPortForwardingSessionToRemoteHost",
      Parameters: { host: [OUTPUTS.sqlServer.host], portNumber: ["1433"], localPortNumber: [String(port)] },
      Reason: "npm run tunnel",
    };
    expect(test.aws.sessions.map(({ body }) => body)).toEqual([request, { SessionId: "session-of-i-sm" }]);
    const [entry] = test.plugin();
    expect(entry?.argv).toEqual([
      "AWS_SSM_START_SESSION_RESPONSE",
      "us-east-1",
      "StartSession",
      "",
      JSON.stringify(request),
      test.endpoint,
    ]);
    expect(entry?.response?.TokenValue).toBe(TOKEN);
  });

  it("ends with Ctrl-C although the plugin does not", async ({ test }) => {
    test.env = { FAKE_PLUGIN: "stubborn" };
    expect((await openAndStop(test, "SIGINT", "--to", "sql")).code).toBe(0);
  });

  it("ends with 1 when the plugin dies, says why, and ends the session", async ({ test }) => {
    const command = await test.run("--to", "sql");
    await command.says("Ctrl-C ends it");
    process.kill(test.plugin()[0]?.pid ?? 0, "SIGKILL");
    const { code, errors } = await command.ended();
    expect([code, test.aws.open()]).toEqual([1, []]);
    expect(errors).toContain("The tunnel broke: session-manager-plugin ended (SIGKILL).");
    expect(errors).toContain('It said: "Starting session with SessionId: session-of-i-sm / Waiting for connections...".');
  });

  it("says so when AWS does not end the session", async ({ test }) => {
    test.aws.refusals.set("TerminateSession", ["AccessDeniedException", "no"]);
    const command = await test.run("--to", "sql");
    await command.says("Ctrl-C ends it");
    command.child.kill("SIGINT");
    const { code, errors } = await command.ended();
    expect([code, errors]).toEqual([
      0,
      expect.stringContaining("AWS did not end the session session-of-i-sm: AccessDeniedException."),
    ]);
  });

  it("says nothing where the session is over already", async ({ test }) => {
    test.aws.refusals.set("TerminateSession", ["DoesNotExistException", "Session does not exist"]);
    const command = await test.run("--to", "sql");
    await command.says("Ctrl-C ends it");
    command.child.kill("SIGINT");
    const { code, errors } = await command.ended();
    expect([code, errors.includes("did not end")]).toEqual([0, false]);
  });

  it("says which instance does not reach the server", async ({ test }) => {
    test.env = { FAKE_PLUGIN: "unreachable" };
    const { errors } = await openAndStop(test, "SIGINT", "--to", "sql");
    expect(errors).toContain("The instance i-sm does not reach database.example.com:1433: choose another one with --through");
  });
});

describe.concurrent("what a person types", () => {
  it("is printed for SQL Server Management Studio: login, TLS name, and the command that shows the password", async ({
    test,
  }) => {
    const { output, port } = await openAndStop(test, "SIGINT", "--to", "sql");
    expect(output.replaceAll(/(\S) {2,}/g, "$1: ")).toContain(
      [
        "SQL Server Management Studio 20 or later:",
        `  Server name: 127.0.0.1,${port}`,
        "  Authentication: SQL Server Authentication",
        "  Login: xmadmin",
        "  Password: aws ssm get-parameter --with-decryption --query Parameter.Value --output text --region us-east-1 --name /xmpro/database/password",
        "  Encryption: Mandatory",
        "  Trust server certificate: no",
        "  Host name in certificate: database.example.com",
      ].join("\n"),
    );
    expect(output).toContain("XMPro's installers need port 1433");
  });

  it("is the stack's own server name for the installers, where the local port is the server's", async ({ test }) => {
    const port = await unusedPort();
    test.outputs = { ...test.outputs, sqlServer: { ...OUTPUTS.sqlServer, port } };
    const { output } = await openAndStop(test, "SIGINT", "--to", "sql", `--port=${port}`);
    expect(output).toContain(`type the server name database.example.com,${port}.`);
    expect(output).toContain("\n  127.0.0.1 database.example.com\n");
  });

  it("is a command of redis-cli for Redis, which asks for the password", async ({ test }) => {
    const { output, port } = await openAndStop(test, "SIGINT", "--to", "redis");
    expect(output).toContain(`redis-cli -h 127.0.0.1 -p ${port} --tls --sni redis.example.com --askpass`);
    expect(output).toContain("--name /xmpro/redis/token");
    expect(test.aws.sessions[0]?.body.Parameters).toMatchObject({ host: ["redis.example.com"], portNumber: ["6379"] });
  });

  it("is one line of JSON for a program", async ({ test }) => {
    const { output, port } = await openAndStop(test, "SIGINT", "--to", "sql", "--json");
    expect(output.split("\n")).toEqual([expect.stringMatching(/^\{/), ""]);
    expect(JSON.parse(output)).toEqual({
      stack: "nonprod",
      to: "sql",
      localHost: "127.0.0.1",
      localPort: port,
      host: "database.example.com",
      port: 1433,
      username: "xmadmin",
      passwordParameter: "/xmpro/database/password",
      passwordCommand: expect.stringContaining("aws ssm get-parameter"),
      instance: "i-sm",
      through: "sm",
      sessionId: "session-of-i-sm",
    });
  });
});

/** A case of the instances that a stack has. */
interface Given {
  readonly through?: string[];
  /** Not connected. */
  readonly lost?: string[];
  /** Instances of Subscription Manager, and which one is healthy. */
  readonly more?: string[];
  readonly healthy?: string;
  /** The installers' host. */
  readonly host?: string;
  readonly expected: string;
}

describe.concurrent("the instance", () => {
  it.for<[string, Given]>([
    ["of the product that is asked for", { through: ["--through", "ad"], expected: "i-ad" }],
    ["of another product, where the first is not connected", { lost: ["i-sm"], expected: "i-ds" }],
    ["that is healthy, where a product has several", { more: ["i-sm", "i-sm-2"], healthy: "i-sm-2", expected: "i-sm-2" }],
    ["that the installers run on, where there is one", { host: "i-host", expected: "i-host" }],
    ["of a product, where that host is not connected", { host: "i-host", lost: ["i-host"], expected: "i-sm" }],
  ])("is one %s", async ([, given], { test }) => {
    if (given.more) test.aws.instances.set(ENVIRONMENTS.sm, given.more);
    if (given.healthy) test.aws.healthy.add(given.healthy);
    if (given.host) test.outputs = { ...test.outputs, installerHostId: given.host };
    for (const id of [...(given.more ?? []), given.host ?? "i-sm"]) test.aws.connected.add(id);
    for (const id of given.lost ?? []) test.aws.connected.delete(id);
    await openAndStop(test, "SIGINT", "--to", "sql", ...(given.through ?? []));
    expect(test.aws.sessions[0]?.body.Target).toBe(given.expected);
  });
});

describe.concurrent("a tunnel that does not open", () => {
  const refused = async (test: TunnelTest, ...argv: string[]) => {
    const command = await test.run("--to", "sql", ...argv);
    const result = await command.ended();
    expect(`${result.output}${result.errors}`).not.toContain(TOKEN);
    expect(test.aws.open()).toEqual([]);
    return result;
  };

  it("says how to install the plugin where it is missing", async ({ test }) => {
    test.env = { PATH: "/nonexistent" };
    const { code, errors } = await refused(test);
    expect([code, test.aws.sessions]).toEqual([1, []]);
    expect(errors).toContain(
      "The program session-manager-plugin is not on PATH. Install the present one: https://docs.aws.amazon.com",
    );
  });

  it.for(["1.2.497.0", "1.1.999.0"])(
    "refuses a plugin that would get the token as an argument: %s",
    async (version, { test }) => {
      test.env = { FAKE_PLUGIN_VERSION: version };
      const { code, errors } = await refused(test);
      expect([code, test.plugin()]).toEqual([1, []]);
      expect(errors).toContain(
        `must be newer than 1.2.497.0, so that the token of a session is no argument of it; it is ${version}`,
      );
    },
  );

  it("says that the port is taken, and starts no session", async ({ test }) => {
    const other = createServer();
    await once(other.listen(0, "127.0.0.1"), "listening");
    const { port } = other.address() as AddressInfo;
    const { code, errors } = await refused(test, `--port=${port}`);
    other.close();
    expect([code, test.aws.sessions]).toEqual([1, []]);
    expect(errors).toContain(
      `Port ${port} of this machine is taken, perhaps by a server of your own or by another tunnel. Give another`,
    );
  });

  it("names the instances where none is connected, and says what that needs", async ({ test }) => {
    test.aws.connected.clear();
    const { code, errors, output } = await refused(test, "--json");
    expect(code).toBe(1);
    expect(errors).toContain(
      "Session Manager reaches none of the instances: i-sm (Subscription Manager), i-ds (Data Stream Designer), i-ad (App Designer).",
    );
    expect(JSON.parse(output)).toEqual({ problems: [expect.stringContaining("reaches none of the instances")] });
  });

  it("ends with 3 where AWS refuses a session, with AWS's reason and the actions that are needed", async ({ test }) => {
    test.aws.refusals.set("StartSession", ["AccessDeniedException", "User is not authorized to perform: ssm:StartSession"]);
    const { code, errors } = await refused(test);
    expect(code).toBe(3);
    expect(errors).toContain("AccessDeniedException: User is not authorized to perform: ssm:StartSession.");
    expect(errors).toContain("The credentials need ssm:StartSession for the instance");
  });

  it("says what the plugin said when it ends at once, without the token, and ends the session", async ({ test }) => {
    test.env = { FAKE_PLUGIN: "die" };
    const { code, errors } = await refused(test);
    expect(code).toBe(1);
    expect(errors).toContain("The tunnel did not open: session-manager-plugin ended (exit code 0).");
    expect(errors).toContain("Cannot perform start session: the token *** is refused");
  });

  it("gives up after a time where the plugin waits without end, as it does without a way to the data channel", async ({
    test,
  }) => {
    test.env = { FAKE_PLUGIN: "silent", TEST_OPEN_MS: "200" };
    const { code, errors } = await refused(test);
    expect(code).toBe(1);
    expect(errors).toContain("The tunnel did not open within 0.2 s.");
    expect(errors).toContain("This machine must reach ssmmessages of the stack's region on port 443");
  });

  it("ends with Ctrl-C while it opens, and leaves no plugin and no session", async ({ test }) => {
    test.env = { FAKE_PLUGIN: "silent" };
    const started = once(test.aws.answered, "StartSession");
    const command = await test.run("--to", "sql");
    await started;
    command.child.kill("SIGINT");
    const { code } = await command.ended();
    expect([code, test.aws.open()]).toEqual([0, []]);
    for (const { pid } of test.plugin()) if (pid !== undefined) expect(isRunning(pid)).toBe(false);
  });

  it("asks for the host of the installers in vain where the stack has none", async ({ test }) => {
    const { code, errors } = await refused(test, "--through", "installer-host");
    expect([code, errors]).toEqual([1, expect.stringContaining("This stack has no host for the installers.")]);
  });

  plain.each(["0", "65536", "1e3", "-1", "x"])("does not take %j as a port", (port) => {
    expect(() => readPort(port)).toThrow('--port must be a number from 1 to 65535 such as "--port 11433"');
  });
});
