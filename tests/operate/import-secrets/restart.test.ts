import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OUTPUTS, SecretsImport, WITH_ENVIRONMENTS } from "./secrets-import.ts";

const SECRET = "s3ntinel";
const FIRST = { XMSM_A: `${SECRET}-1` };
const SECOND = { XMSM_A: `${SECRET}-2` };
const COMMAND = "aws elasticbeanstalk restart-app-server --region us-east-1 --environment-name xmpro-nonprod-sm";

let given: SecretsImport;
beforeEach(async () => {
  given = await new SecretsImport().start();
  given.outputs = WITH_ENVIRONMENTS;
});
afterEach(() => {
  expect(given.printed).not.toContain(SECRET);
  given.stop();
});

describe("the restart after an import", () => {
  it("is one, after the parameters are written, and is waited for", async () => {
    given.environment.statuses = ["Ready", "Ready", "Updating", "Updating", "Ready"];
    const { code, out, err } = await given.import(FIRST, "--yes");
    expect(given.environment.restarts()).toBe(1);
    expect(given.ssm.values()).toEqual(FIRST);
    expect(err).toContain("Restarting the application servers of xmpro-nonprod-sm …");
    expect(err).toContain("Waiting until xmpro-nonprod-sm is Ready: it is Updating …");
    expect(out).toContain("The application servers of xmpro-nonprod-sm are restarted. Its health is Green so far.");
    expect(given.waited).toBe(30_000);
    expect(code).toBe(0);
  });

  it("is waited for where AWS shows it late", async () => {
    given.environment.statuses = ["Ready", "Ready", "Ready", "Updating", "Ready"];
    const { err } = await given.import(FIRST, "--yes");
    expect(err).toContain("it is Updating");
    expect(given.waited).toBe(30_000);
  });

  it("is said in the question", async () => {
    given.answer = "no";
    const { err } = await given.import(FIRST);
    expect(err).toContain("Shall it write 1 new, then restart the application servers, which interrupts their users? [yes/no]");
    expect(given.environment.restarts()).toBe(0);
  });

  it("follows a roll-back too", async () => {
    await given.import(FIRST, "--yes");
    await given.import(SECOND, "--yes");
    expect((await given.run("--roll-back", "--yes")).out).toContain("are restarted");
    expect(given.environment.restarts()).toBe(3);
  });

  it("is not made where nothing is written", async () => {
    await given.import(FIRST, "--yes");
    given.environment.requests.length = 0;
    await given.import(FIRST, "--yes");
    await given.import(SECOND);
    expect(given.environment.restarts()).toBe(0);
  });

  it("is not made while the sample application runs, and the question does not name it", async () => {
    given.environment.versionLabel = "Sample Application";
    given.answer = "yes";
    const { out, err, code } = await given.import(FIRST);
    expect(err).toContain("Shall it write 1 new? [yes/no]");
    expect(out).toContain("xmpro-nonprod-sm is not restarted. AWS's sample application runs there");
    expect(given.environment.restarts()).toBe(0);
    expect(code).toBe(0);
  });

  it("is left to a person with --no-restart, who reads what to type", async () => {
    const { out, code } = await given.import(FIRST, "--yes", "--no-restart");
    expect(out).toContain(`xmpro-nonprod-sm is not restarted. --no-restart was given.`);
    expect(out).toContain(COMMAND);
    expect(given.environment.requests).toEqual([]);
    expect(code).toBe(0);
  });

  it("waits for the end of somebody else's update", async () => {
    given.environment.statuses = ["Updating", "Updating", "Updating", "Ready", "Updating", "Ready"];
    expect((await given.import(FIRST, "--yes")).code).toBe(0);
    expect(given.environment.restarts()).toBe(1);
  });

  it("waits again where an update begins in between", async () => {
    let times = 0;
    given.environment.refuse = () =>
      times++ === 0
        ? { code: "InvalidParameterValue", message: "Environment is in an invalid state. Must be Ready." }
        : undefined;
    expect((await given.import(FIRST, "--yes")).code).toBe(0);
    expect(given.environment.restarts()).toBe(2);
  });

  it("is given up after half an hour of somebody else's update: the parameters are written, and it says what to type", async () => {
    given.environment.statuses = ["Updating"];
    const { code, err } = await given.import(FIRST, "--yes");
    expect(err).toContain("The parameters are written, but the application servers of xmpro-nonprod-sm are not restarted.");
    expect(err).toContain("It was still Updating after 30 minutes.");
    expect(err).toContain(`Restart them: ${COMMAND}`);
    expect(given.waited).toBe(30 * 60_000);
    expect(given.environment.restarts()).toBe(0);
    expect(given.ssm.values()).toEqual(FIRST);
    expect(code).toBe(1);
  });

  it("is a failure where AWS refuses it", async () => {
    given.environment.refuse = () => ({ code: "AccessDenied", message: "not authorized." });
    const { code, err } = await given.import(FIRST, "--yes");
    expect(err).toContain("AWS refused it: AccessDenied: not authorized.");
    expect(err).toContain(COMMAND);
    expect(code).toBe(1);
  });

  it("is a failure where an instance could not restart, with the reason", async () => {
    given.environment.errors = ["[Instance: i-1] Command failed on instance. Output: IISReset failed."];
    const { code, err } = await given.import(FIRST, "--yes");
    expect(err).toContain("Elastic Beanstalk says: [Instance: i-1] Command failed on instance. Output: IISReset failed.");
    expect(code).toBe(1);
  });

  it("is a failure where the environment goes away meanwhile", async () => {
    given.environment.statuses = ["Ready", "Terminating"];
    expect((await given.import(FIRST, "--yes")).err).toContain("The environment is gone.");
  });

  it("is not waited for where there is no environment", async () => {
    given.environment.statuses = [undefined];
    expect((await given.import(FIRST, "--yes")).code).toBe(0);
    expect(given.environment.restarts()).toBe(0);
  });

  it("is not made after an import that stopped in the middle, but after the one that ends it", async () => {
    given.ssm.refuse = (action) =>
      action === "LabelParameterVersion" ? { name: "InternalServerError", message: "" } : undefined;
    expect((await given.import(FIRST, "--yes")).code).toBe(3);
    expect(given.environment.restarts()).toBe(0);
    given.ssm.refuse = () => undefined;
    expect((await given.import(FIRST, "--yes")).code).toBe(0);
    expect(given.environment.restarts()).toBe(1);
  });

  it("stops everything before it is written where AWS does not say what runs", async () => {
    given.environment.answer = () => [
      403,
      "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>",
    ];
    const { code, err } = await given.import(FIRST, "--yes");
    expect(err).toContain(
      "AWS did not say what the environment xmpro-nonprod-sm runs: AccessDenied: no. With --no-restart it is not asked.",
    );
    expect(given.writes()).toEqual([]);
    expect(code).toBe(3);
  });

  it("is in the JSON document", async () => {
    const { out } = await given.import(FIRST, "--yes", "--json");
    expect(JSON.parse(out).restart).toEqual({
      environment: "xmpro-nonprod-sm",
      outcome: "restarted",
      because: "Its health is Green so far.",
    });
  });

  it("is left to the console where an older version of this project deployed the stack", async () => {
    given.outputs = OUTPUTS;
    expect((await given.import(FIRST, "--yes")).out).toContain("restart its app servers in the Elastic Beanstalk console");
    expect(given.environment.requests).toEqual([]);
  });
});
