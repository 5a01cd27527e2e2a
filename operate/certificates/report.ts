import type { StackName } from "../../stacks/settings/domain.ts";
import { dateOf, daysLeft, type OpenedFiles } from "./certificate-files.ts";
import type { Action, RolePlan } from "./plan-role.ts";
import { subjectName } from "./subject-name.ts";

/** What happened to a role. */
export interface Outcome {
  readonly plan: RolePlan;
  /** What the bucket has now; undefined where nothing usable is there. */
  readonly files: OpenedFiles | undefined;
  /** False: the plan needs `--yes`, which was not given. */
  readonly isDone: boolean;
}

export interface Report {
  readonly stack: StackName;
  readonly bucket: string;
  readonly outcomes: readonly Outcome[];
  readonly now: Date;
  /** Folder that the files were written to as well. */
  readonly out: string | undefined;
}

const INVALIDATES = [
  "A new sign.pfx signs everybody out: no product accepts a token that the present key has signed.",
  "Where XMPro's installers were given the same file as encryption certificate, values that it encrypted can never be read again.",
  "Keep a copy of the present files (the bucket keeps old versions for 90 days), and replace the instances of all products afterwards.",
];

const DONE: Readonly<Record<Action, string>> = {
  keep: "kept",
  create: "created",
  rewrite: "rewritten",
  renew: "renewed",
  replace: "replaced",
};

/** The report for a person. */
export function reportLines({ bucket, outcomes, now, out }: Report): string[] {
  const sign = outcomes.find(({ plan }) => plan.role === "sign");
  const isNew = outcomes.some(({ plan, isDone }) => isDone && plan.action !== "keep");
  return [
    `Bucket ${bucket}`,
    ...outcomes.map(({ plan, files, isDone }) =>
      [
        `  ${plan.role}.pfx`.padEnd(12),
        (isDone ? DONE[plan.action] : "not replaced").padEnd(14),
        files ? detail(files, now) : "unusable",
        plan.because === "" ? "" : ` (${plan.because})`,
      ].join(""),
    ),
    ...(sign?.isDone === false ? ["", ...INVALIDATES, "To replace it, run the command again with --yes."] : []),
    ...(sign?.files
      ? [
          "",
          "The installers' token signing certificate, and the parameter CERT, must be exactly:",
          `  ${subjectName(sign.files.opened.certificate)}`,
        ]
      : []),
    ...(isNew ? ["Instances fetch the files when a package is deployed to them. Those that run keep what they have."] : []),
    ...(out === undefined ? [] : [`The files are in ${out} too. Whoever has sign.pfx and its password can be anybody in XMPro.`]),
  ];
}

/** The report for a program (`--json`). */
export function reportDocument({ stack, bucket, outcomes, now, out }: Report) {
  const sign = outcomes.find(({ plan }) => plan.role === "sign");
  return {
    stack,
    bucket,
    cert: sign?.files && subjectName(sign.files.opened.certificate),
    files: outcomes.map(({ plan, files, isDone }) => ({
      role: plan.role,
      action: isDone ? plan.action : "none",
      ...(isDone ? {} : { needsYes: plan.action }),
      because: plan.because,
      ...(files && certificateFacts(files, now)),
    })),
    ...(sign?.isDone === false ? { invalidates: INVALIDATES } : {}),
    ...(out === undefined ? {} : { out }),
  };
}

function certificateFacts({ opened: { certificate, encryption } }: OpenedFiles, now: Date) {
  return {
    subject: subjectName(certificate),
    names: certificate.subjectAltName?.split(", ").map((name) => name.replace(/^DNS:/, "")),
    ends: certificate.validToDate.toISOString(),
    daysLeft: daysLeft(certificate, now),
    sha256: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    encryption,
  };
}

function detail({ opened: { certificate, encryption } }: OpenedFiles, now: Date): string {
  const bits = certificate.publicKey.asymmetricKeyDetails?.modulusLength;
  const left = daysLeft(certificate, now);
  const end = `${left < 0 ? "ended" : "ends"} ${dateOf(certificate.validToDate)}${left < 0 ? "" : `, in ${left} days`}`;
  return `${subjectName(certificate)}, RSA ${bits}, ${encryption === "aes" ? "AES-256" : "3DES"}, ${end}`;
}
