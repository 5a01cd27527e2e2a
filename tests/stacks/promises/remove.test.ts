import { describe, expect, it } from "vitest";
import { policyReport } from "../../../preview/model/policy-report.ts";
import { type Deployed, short } from "../../support/program/deploy.ts";
import { deployStack } from "../../support/program/deploy-stack.ts";
import { environments, optionOf, textOf } from "./promised.ts";

const page = textOf("docs/remove.md");
const typesOf = (made: Deployed, which: "protect" | "retainOnDelete") =>
  made.resources
    .filter((resource) => resource[which])
    .map(({ type }) => short(type))
    .sort();

describe("a promise of docs/remove.md", () => {
  it.each([
    ["its default data protection", {}, "In `nonprod` this deletes everything, the data too. It leaves no snapshot.", [], true],
    [
      "disposable data",
      { dataProtection: "disposable" },
      "| `disposable` | It deletes everything. No snapshot is left. |",
      [],
      true,
    ],
    [
      "removable data",
      { dataProtection: "removable" },
      "It deletes everything except a final snapshot of the database, the database's backups, and the KMS key that decrypts them.",
      ["kms.Key"],
      false,
    ],
  ])("holds in nonprod with %s", async (_, settings, sentence, retained, skipFinalSnapshot) => {
    expect(page).toContain(sentence);
    const made = await deployStack("nonprod", settings);
    expect(typesOf(made, "protect")).toEqual([]);
    expect(typesOf(made, "retainOnDelete")).toEqual(["ebs.EncryptionByDefault", ...retained]);
    expect(made.the("rds.Instance").inputs).toMatchObject({
      deletionProtection: false,
      skipFinalSnapshot,
      deleteAutomatedBackups: skipFinalSnapshot,
    });
    for (const { inputs } of [...made.ofType("s3.Bucket"), ...made.ofType("route53.Zone")])
      expect(inputs.forceDestroy).toBe(true);
    for (const { inputs } of made.ofType("awsx:ecr:Repository")) expect(inputs.forceDelete).toBe(true);
    expect(made.the("lb.LoadBalancer").inputs.enableDeletionProtection).toBe(false);
    for (const environment of environments(made)) {
      expect(optionOf(environment, "aws:elasticbeanstalk:cloudwatch:logs", "DeleteOnTerminate")).toBe("true");
      expect(optionOf(environment, "aws:elasticbeanstalk:cloudwatch:logs:health", "DeleteOnTerminate")).toBe("true");
    }
  });

  it("holds: production refuses destroy by Pulumi's protect", async () => {
    expect(page).toContain("1. Pulumi refuses it, as the data is marked `protect`.");
    const made = await deployStack("prod");
    const data = ["elasticache.ReplicationGroup", "kms.Key", "rds.Instance", "route53.Zone", "s3.Bucket"];
    for (const type of data) {
      expect(made.ofType(type).length).toBeGreaterThan(0);
      for (const { name, protect } of made.ofType(type)) expect([type, name, protect]).toEqual([type, name, true]);
    }
  });

  it("holds: production refuses destroy by AWS's deletion protection", async () => {
    expect(page).toContain("2. AWS refuses it, as deletion protection is on.");
    const made = await deployStack("prod");
    expect(made.the("rds.Instance").inputs.deletionProtection).toBe(true);
    expect(made.the("lb.LoadBalancer").inputs.enableDeletionProtection).toBe(true);
  });

  it.each(["removable", "disposable"])(
    "holds: the policy pack refuses a production that is %s, and without the pack it is not protected",
    async (dataProtection) => {
      expect(page).toContain("3. The policy pack refuses a production that is not protected.");
      expect(page).toContain(
        "1. Set `dataProtection` to `removable` or `disposable`. 2. Run `up` once **without** `--policy-pack`.",
      );
      const made = await deployStack("prod", { dataProtection });
      const broken = policyReport(made.resources).violations.map(({ rule }) => rule);
      expect(new Set(broken)).toEqual(new Set(["data-protected", "databases-kept", "balancers-protected"]));
      expect(typesOf(made, "protect")).toEqual([]);
      expect(made.the("rds.Instance").inputs).toMatchObject({ deletionProtection: false, applyImmediately: true });
    },
  );

  it("holds: encryption of new volumes stays on, and a setting controls it", async () => {
    expect(page).toContain("| Encryption of new volumes (`encryptVolumesByDefault`) |");
    expect((await deployStack("nonprod")).the("ebs.EncryptionByDefault").retainOnDelete).toBe(true);
    const off = await deployStack("nonprod", { encryptVolumesByDefault: false });
    expect(off.ofType("ebs.EncryptionByDefault")).toEqual([]);
  });

  it("holds: AWS deletes the KMS key 7 days after destroy, or never if data is removable", async () => {
    expect(page).toContain(
      "AWS deletes the key 7 days after `destroy`, and nobody can read them after that; with `removable` the key stays.",
    );
    const key = (await deployStack("nonprod")).the("kms.Key");
    expect([key.inputs.deletionWindowInDays, key.retainOnDelete ?? false]).toEqual([7, false]);
    expect((await deployStack("nonprod", { dataProtection: "removable" })).the("kms.Key").retainOnDelete).toBe(true);
  });

  it("holds: turning the relay off keeps its zone and its name in the certificate, and deletes the rest", async () => {
    expect(page).toContain("`up` then deletes the relay. Its host name, its zone and its entry in the certificate stay.");
    expect(page).toContain("The key that pages pin is deleted too.");
    const made = await deployStack("nonprod", { relayEnabled: false });
    const before = await deployStack("nonprod");
    const host = new URL(before.outputs.relay.url).host;
    expect(made.ofType("route53.Zone").map(({ inputs }) => inputs.name)).toContain(host);
    expect(made.the("acm.Certificate").inputs).toEqual(before.the("acm.Certificate").inputs);
    const { domainName, subjectAlternativeNames } = made.the("acm.Certificate").inputs;
    expect([domainName, ...subjectAlternativeNames]).toContain(host);
    const left = made.resources.filter(({ type, name }) => /relay/.test(type) || /^relay(-|$)/.test(name));
    expect(left).toEqual([]);
  });
});
