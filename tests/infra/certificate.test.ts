import { output, secret } from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ImportedCertificate, RequestedCertificate } from "../../infra/certificate.ts";
import { Dns } from "../../infra/dns.ts";
import * as cloud from "../../preview/aws/offline-cloud.ts";
import { deploy, leaks } from "../support/program/deploy.ts";

const hosts = ["sm.example.com", "ad.example.com", "ds.example.com"];
const requested = (wait: boolean) =>
  deploy(() => {
    const dns = new Dns("dns", { hosts, existingZoneId: "Z1", onlyAmazonIssues: true, durable: false });
    return { issuedArn: new RequestedCertificate("certificate", { hosts, dns, wait }, {}).issuedArn };
  });
const proofs = (made: Awaited<ReturnType<typeof requested>>) =>
  Object.fromEntries(made.ofType("route53.Record").map(({ name, inputs }) => [name, inputs]));

describe("a requested certificate", () => {
  afterEach(() => vi.restoreAllMocks());

  it("is for all host names and validated by DNS, so AWS can renew it", async () => {
    expect((await requested(true)).the("acm.Certificate").inputs).toEqual({
      domainName: "sm.example.com",
      subjectAlternativeNames: ["ad.example.com", "ds.example.com"],
      validationMethod: "DNS",
      keyAlgorithm: "RSA_2048",
    });
  });

  it("has one validation record for each host, which can overwrite an older record", async () => {
    const records = proofs(await requested(true));
    expect(Object.keys(records)).toEqual(hosts.map((host) => `certificate-proof-${host}`));
    for (const host of hosts) {
      expect(records[`certificate-proof-${host}`]).toEqual({
        zoneId: "Z1",
        name: `_proof.${host}`,
        type: "CNAME",
        records: [`_proof.${host}.acm-validations.aws`],
        ttl: 60,
        allowOverwrite: true,
      });
    }
  });

  it("has the right record for each host even if AWS lists them in another order", async () => {
    const real = cloud.offlineCloud;
    const expected = proofs(await requested(true));
    vi.spyOn(cloud, "offlineCloud").mockImplementation((where) => {
      const answers = real(where);
      return {
        ...answers,
        create: (...of) => {
          const made = answers.create(...of);
          (made.outputs.domainValidationOptions as unknown[] | undefined)?.reverse();
          return made;
        },
      };
    });
    expect(proofs(await requested(true))).toEqual(expected);
  });

  it("is used only after AWS has issued it", async () => {
    const made = await requested(true);
    const validation = made.the("acm.CertificateValidation");
    expect(validation.inputs.validationRecordFqdns).toEqual(hosts.map((host) => `_proof.${host}`));
    expect(made.outputs.issuedArn).toBe(validation.inputs.certificateArn);
    expect(validation.dependencies).toEqual(expect.arrayContaining(made.ofType("route53.Record").map(({ urn }) => urn)));
  });

  it("blocks no other resource and is not used while the delegation is pending", async () => {
    const made = await requested(false);
    expect(made.ofType("acm.CertificateValidation")).toEqual([]);
    expect(made.ofType("route53.Record")).toHaveLength(3);
    expect(made.outputs.issuedArn).toBeUndefined();
  });

  it("needs a host name", async () => {
    const run = () => {
      const dns = new Dns("dns", { hosts: [], existingZoneId: "Z1", onlyAmazonIssues: true, durable: false });
      new RequestedCertificate("certificate", { hosts: [], dns, wait: true });
    };
    await expect(deploy(run)).rejects.toThrow("a certificate needs at least one host name");
  });
});

describe("an imported certificate", () => {
  const key = "Sentinel7e1f";
  const imported = (more: { chain?: string } = {}) =>
    deploy(() => {
      const { issuedArn } = new ImportedCertificate("certificate", { body: "PEM", privateKey: secret(key), ...more });
      return { issuedArn };
    });

  it("is used at once, without validation records", async () => {
    const made = await imported();
    expect(made.resources.filter(({ custom }) => custom)).toHaveLength(1);
    expect(made.the("acm.Certificate").inputs).toEqual({ certificateBody: "PEM", privateKey: { secret: key } });
    expect(made.outputs.issuedArn).toBe("arn:aws:acm:us-east-1:111122223333:certificate/certificate");
  });

  it("includes its chain if there is one", async () => {
    expect((await imported({ chain: "CHAIN" })).the("acm.Certificate").inputs.certificateChain).toBe("CHAIN");
  });

  it("never shows the private key", async () => {
    expect(leaks(await imported(), key)).toEqual([]);
    // Proves that the search finds a key that is not marked as a secret.
    const careless = await deploy(() => ({ key: output(key) }));
    expect(leaks(careless, key)).toContain("outputs.key");
  });
});
