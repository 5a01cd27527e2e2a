import type { Registered } from "../engine/engine.ts";
import type { Service } from "./service.ts";

export const acm: Service = {
  title: "Certificates",
  types: {
    "aws:acm/certificate:Certificate": {
      outputs: (name, inputs, { accountId, region }) => ({
        arn: `arn:aws:acm:${region}:${accountId}:certificate/${name}`,
        domainValidationOptions: [inputs.domainName, ...((inputs.subjectAlternativeNames as string[] | undefined) ?? [])].map(
          (host) => ({
            domainName: host,
            resourceRecordName: `_proof.${host}`,
            resourceRecordType: "CNAME",
            resourceRecordValue: `_proof.${host}.acm-validations.aws`,
          }),
        ),
      }),
      summary: certificateSummary,
    },
    "aws:acm/certificateValidation:CertificateValidation": {
      noun: ["certificate validation", "certificate validations"],
      durations: [
        {
          seconds: 3 * 60,
          estimate: true,
          source: "a few minutes once the validation records are in DNS; AWS documents less than 30, the provider waits 75",
        },
      ],
    },
  },
};

function certificateSummary(resource: Registered): string {
  const { domainName, subjectAlternativeNames, certificateBody } = resource.inputs;
  if (certificateBody !== undefined) return "imported";
  const others = Array.isArray(subjectAlternativeNames) ? subjectAlternativeNames.length : 0;
  return others === 0 ? String(domainName) : `${domainName} and ${others} more`;
}
