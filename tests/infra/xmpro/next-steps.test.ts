import { describe, expect, it } from "vitest";
import { nextSteps, type StepFacts } from "../../../infra/xmpro/next-steps.ts";

const done: StepFacts = {
  stack: "nonprod",
  urls: { sm: "https://sm.example.com", ds: "https://ds.example.com", ad: "https://ad.example.com" },
  relayUrl: undefined,
  newZones: [],
  certificateIssued: true,
  emails: [],
  webhooks: 0,
  everybodyMayReach: false,
  onlyBootstrapMayReach: false,
  installerHost: false,
  packageDeployed: { sm: true, ds: true, ad: true },
  unrecognisedPackages: [],
  existingNetwork: false,
  finalSnapshot: true,
  sesSender: undefined,
};
const pending = { sm: false, ds: false, ad: false };

describe("the next steps", () => {
  it("are only one, to open the products, if all others are done", () => {
    expect(nextSteps(done)).toEqual(["Open https://sm.example.com, https://ds.example.com, https://ad.example.com."]);
  });

  it.each<[string, Partial<StepFacts>, RegExp]>([
    ["see that the webhooks are confirmed", { webhooks: 2 }, /receivers of alarmWebhooks have confirmed/],
    ["confirm the e-mail address", { emails: ["a@example.com"] }, /Click the link .* a@example\.com/],
    [
      "delegate the zones",
      { newZones: ["sm.example.com", "ad.example.com"] },
      /delegate sm\.example\.com, ad\.example\.com .*"nameServers"/,
    ],
    ["set waitForCertificate again", { certificateIssued: false }, /pulumi config set waitForCertificate true/],
    ["allow the addresses of the NAT gateways", { existingNetwork: true }, /NAT gateways .* allowedCidrs/],
    [
      "know who can use the S3 endpoint",
      { existingNetwork: true },
      /can read the four certificate files: everything that uses the same S3 endpoint/,
    ],
    [
      "narrow the ranges before the published password is active",
      { everybodyMayReach: true, packageDeployed: pending },
      /published administrator password\. .* set bootstrapAllowedCidrs/,
    ],
    [
      "check the security groups of the load balancers",
      { packageDeployed: pending },
      /aws elbv2 describe-load-balancers --query ".*SecurityGroups.*" .* "loadBalancerGroups"/,
    ],
    ["make the certificates", { packageDeployed: pending }, /npm run certificates -- --stack nonprod\. .* "certificateBucket"/],
    [
      "run the installers in their order",
      { packageDeployed: pending },
      /Subscription Manager, Data Stream Designer, App Designer/,
    ],
    [
      "check a package that nothing in it recognises",
      { unrecognisedPackages: ["ds"] },
      /dsPackage is the package of Data Stream/,
    ],
    ["check the relay", { relayUrl: "https://relay.example.com" }, /npm run smoke -- https:\/\/relay\.example\.com --pin/],
    ["open Subscription Manager again", { onlyBootstrapMayReach: true }, /remove bootstrapAllowedCidrs and run pulumi up/],
    ["change the password while few may connect", { onlyBootstrapMayReach: true }, /^Change the published/],
    ["remove the installers' host", { installerHost: true }, /set installerHost to off and run pulumi up/],
    ["pin the relay's key", { relayUrl: "https://relay.example.com" }, /relayKeys/],
    ["know that destroy deletes all data", { finalSnapshot: false }, /deletes all data of this stack/],
  ])("tell the reader to %s", (_, more, expected) => {
    expect(nextSteps({ ...done, ...more }).some((step) => expected.test(step))).toBe(true);
    expect(nextSteps(done).some((step) => expected.test(step))).toBe(false);
  });

  it("do not include a check of the relay before it has a certificate", () => {
    const steps = nextSteps({ ...done, relayUrl: "https://relay.example.com", certificateIssued: false }).join();
    expect(steps).not.toMatch(/smoke|relayKeys/);
  });

  it("ask to narrow the ranges as long as everybody may connect: nobody here knows whether the password was changed", () => {
    const ask = (more: Partial<StepFacts>) =>
      nextSteps({ ...done, ...more }).some((step) => step.includes("set bootstrapAllowedCidrs"));
    expect(ask({ everybodyMayReach: true, packageDeployed: { ...pending, sm: true } })).toBe(true);
    expect(ask({ everybodyMayReach: false, packageDeployed: pending })).toBe(false);
  });

  it("ask to change the published password of a new Subscription Manager, also where few may connect", () => {
    const ask = (packageDeployed: StepFacts["packageDeployed"]) =>
      nextSteps({ ...done, everybodyMayReach: false, packageDeployed }).some((step) => step.startsWith("Change the published"));
    expect(ask(pending)).toBe(true);
    expect(ask({ ...pending, sm: true })).toBe(false);
  });

  it("go through one product after the other, because each installer needs those before it", () => {
    const steps = nextSteps({ ...done, packageDeployed: pending });
    const step = steps.filter((each) => each.includes("smPackage"));
    expect(step).toHaveLength(1);
    expect(step[0]).toMatch(
      /^For each product in this order, Subscription Manager, Data Stream Designer, App Designer, and only when the previous one runs: run .*; store .*; set smPackage or dsPackage or adPackage .*; then run pulumi up/,
    );
  });

  it("name only the products that are still missing", () => {
    const steps = nextSteps({ ...done, packageDeployed: { sm: true, ds: true, ad: false } }).join("\n");
    expect(steps).toContain("adPackage ");
    expect(steps).not.toMatch(/smPackage|dsPackage/);
  });

  it("name the sandbox of Amazon SES where it sends the mail", () => {
    expect(nextSteps(done).join()).not.toContain("SES");
    const steps = nextSteps({ ...done, sesSender: "xmpro@sm.example.com" });
    expect(steps.filter((step) => step.includes("Amazon SES"))).toEqual([
      expect.stringContaining("until then mail from xmpro@sm.example.com reaches verified addresses only"),
    ]);
  });
});
