import { describe, expect, it } from "vitest";
import { nextSteps, type StepFacts } from "../../../infra/xmpro/next-steps.ts";

const done: StepFacts = {
  stack: "nonprod",
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
  sesSender: undefined,
};
const pending = { sm: false, ds: false, ad: false };

describe("the next steps", () => {
  it("are only one, to look at everything, if all others are done", () => {
    expect(nextSteps(done)).toEqual([expect.stringMatching(/^Look at everything: npm run doctor -- --stack nonprod\./)]);
  });

  it.each<[string, Partial<StepFacts>, RegExp]>([
    ["see that the webhooks are confirmed", { webhooks: 2 }, /receivers of alarmWebhooks have confirmed/],
    ["confirm the e-mail address", { emails: ["a@example.com"] }, /Click the link .* a@example\.com/],
    [
      "delegate the zones",
      { newZones: ["sm.example.com", "ad.example.com"] },
      /delegate sm\.example\.com, ad\.example\.com .*"nameServers"/,
    ],
    ["set waitForCertificate again", { certificateIssued: false }, /npx pulumi config set waitForCertificate true/],
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
    ["make the certificates", { packageDeployed: pending }, /npm run certificates -- --stack nonprod\. .* CERT/],
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
    ["open Subscription Manager again", { onlyBootstrapMayReach: true }, /remove bootstrapAllowedCidrs and run npx pulumi up/],
    ["change the password while few may connect", { onlyBootstrapMayReach: true }, /^Change the published/],
    ["remove the installers' host", { installerHost: true }, /set installerHost to off and run npx pulumi up/],
  ])("tell the reader to %s", (_, more, expected) => {
    expect(nextSteps({ ...done, ...more }).some((step) => expected.test(step))).toBe(true);
    expect(nextSteps(done).some((step) => expected.test(step))).toBe(false);
  });

  it("ask for the second update in the step that asks for the delegation", () => {
    const [step, ...others] = nextSteps({ ...done, newZones: ["sm.example.com"], certificateIssued: false });
    expect(step).toMatch(
      /^Ask the DNS administrator .* When that is done: npx pulumi config set waitForCertificate true, then npx pulumi up/,
    );
    expect(others).toHaveLength(1);
  });

  it("ask whether the published password was changed where everybody may reach a Subscription Manager that runs", () => {
    const steps = nextSteps({ ...done, everybodyMayReach: true, packageDeployed: { ...pending, sm: true } });
    expect(steps.some((step) => step.startsWith("Everybody may reach Subscription Manager. Make sure"))).toBe(true);
    expect(steps.join()).not.toContain("set bootstrapAllowedCidrs");
  });

  it("speak of no order where one product is left", () => {
    const steps = nextSteps({ ...done, packageDeployed: { sm: true, ds: true, ad: false } }).join("\n");
    expect(steps).toContain("For App Designer: run XMPro's installer");
  });

  it("ask to narrow the ranges before Subscription Manager runs, if everybody may connect", () => {
    const ask = (more: Partial<StepFacts>) =>
      nextSteps({ ...done, ...more }).some((step) => step.includes("set bootstrapAllowedCidrs"));
    expect(ask({ everybodyMayReach: true, packageDeployed: pending })).toBe(true);
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
      /^For each product in this order, Subscription Manager, Data Stream Designer, App Designer, and only when the previous one runs: run .*; store .*; set smPackage or dsPackage or adPackage .* and run npx pulumi up/,
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
