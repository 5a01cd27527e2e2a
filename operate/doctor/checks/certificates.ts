import { type CertificateDetail, DescribeCertificateCommand } from "@aws-sdk/client-acm";
import { daysLeft, openFiles, problemsOf, ROLES, type Role } from "../../certificates/certificate-files.ts";
import { RENEWAL_DAYS } from "../../certificates/plan-role.ts";
import type { Check, CheckContext } from "../check.ts";
import { awsCommand, pulumiCommand } from "../command-texts.ts";
import { dayOf, daysUntil } from "../days.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "certificates";
const ACM = "certificate of the load balancers";
const ACM_OF_DOMAINS = "certificate of the relay's domains";
/** AWS renews 60 days before the end. What has so few days left was not renewed, or is renewed by nobody. */
const MIN_DAYS = 30;

/** The load balancers' certificates in ACM, and the two that XMPro's packages read from the bucket. */
export const certificates: Check = {
  id: ID,
  title: "Certificates",
  look: async (context) => {
    const { certificateArn, relayDomainsCertificateArn: ofDomains } = context.stack.outputs;
    return lookAtEach(ID, context.signal, {
      [ACM]: () => lookAtAcm(context, ACM, certificateArn),
      ...(ofDomains === undefined ? {} : { [ACM_OF_DOMAINS]: () => lookAtAcm(context, ACM_OF_DOMAINS, ofDomains) }),
      ...Object.fromEntries(ROLES.map((role) => [`${role}.pfx`, () => lookAtPfx(context, role)])),
    });
  },
};

async function lookAtAcm(context: CheckContext, subject: string, certificateArn: string | undefined): Promise<Finding> {
  const { stack, aws, now } = context;
  const say = findingsAbout(ID, subject);
  if (certificateArn === undefined)
    return say.unknown(
      "The stack does not wait for its certificate yet, so the load balancers have none. When the zones are delegated, let it wait, and deploy again.",
      `${pulumiCommand(stack, "config set waitForCertificate true")} && ${pulumiCommand(stack, "up --policy-pack infra/policy")}`,
    );
  const question = new DescribeCertificateCommand({ CertificateArn: certificateArn });
  const { Certificate: certificate } = await context.ask("how the certificate is", (options) => aws.acm.send(question, options));
  const command = awsCommand(stack, `acm describe-certificate --certificate-arn ${certificateArn}`);
  const status = certificate?.Status ?? "without a status";
  if (status === "PENDING_VALIDATION")
    return say.wrong(`waits for DNS: ${validation(certificate)}. Delegate the zones, or create these records.`, command);
  const reason = certificate?.FailureReason === undefined ? "" : ` (${certificate.FailureReason})`;
  if (status !== "ISSUED") return say.wrong(`is ${status}${reason}. Browsers refuse it. Request or import another one.`, command);
  const { NotAfter: end, RenewalSummary: renewal, Type: type } = certificate as CertificateDetail;
  if (end === undefined) return say.unknown("AWS does not say when it ends.", command);
  const left = daysUntil(end, now);
  const when = left < 0 ? `ended on ${dayOf(end)}` : `ends on ${dayOf(end)}, in ${left} days`;
  if (renewal?.RenewalStatus === "FAILED" || renewal?.RenewalStatus === "PENDING_VALIDATION") {
    const why = renewal.RenewalStatusReason === undefined ? "" : ` (${renewal.RenewalStatusReason})`;
    return say.wrong(
      `${when}, and AWS could not renew it${why}: ${validation(certificate)}. Create the records that it names.`,
      command,
    );
  }
  if (left < MIN_DAYS)
    return say.wrong(
      type === "IMPORTED"
        ? `${when}. It is imported, so AWS does not renew it: import the next one.`
        : `${when}, and AWS has not renewed it. Check that its validation records are still in DNS.`,
      command,
    );
  return say.good(`${when}.`);
}

/** The records that AWS waits for. They are public. */
function validation(certificate: CertificateDetail | undefined): string {
  const summary = certificate?.RenewalSummary?.DomainValidationOptions ?? certificate?.DomainValidationOptions ?? [];
  const waiting = summary.filter(({ ValidationStatus }) => ValidationStatus !== "SUCCESS");
  return waiting.length === 0 ? "no name is named" : `it waits for ${waiting.map(({ DomainName }) => DomainName).join(", ")}`;
}

async function lookAtPfx({ stack, now, certificateFiles }: CheckContext, role: Role): Promise<Finding> {
  const say = findingsAbout(ID, `${role}.pfx`);
  const command = `npm run certificates -- --stack ${stack.name}`;
  const { pfx, password } = await certificateFiles(role);
  if (pfx === undefined) return say.wrong("is not in the certificate bucket. The products do not start without it.", command);
  if (password === undefined) return say.wrong("has no password file beside it. The products cannot open it.", command);
  const files = openFiles({ pfx, password });
  if ("problem" in files) return say.wrong(`${files.problem}.`, command);
  const problems = problemsOf(files.opened, role, { hosts: Object.values(stack.outputs.hosts), now, modern: true });
  if (problems.length > 0) return say.wrong(`${problems.join(", and ")}.`, command);
  const { certificate } = files.opened;
  const left = daysLeft(certificate, now);
  const when = `ends on ${dayOf(certificate.validToDate)}, in ${left} days`;
  if (left >= RENEWAL_DAYS[role]) return say.good(`${when}. The password fits.`);
  return role === "ssl"
    ? say.wrong(`${when}. The command renews it.`, command)
    : say.wrong(`${when}. Plan its replacement, which signs everybody out.`, `${command} --replace-sign`);
}
