import type { Settings } from "../settings.ts";

const exampleAccounts = ["111122223333", "444455556666"];
const EXAMPLE_DOMAIN = /(^|[.@])example\.(com|org|net)$/;

/** Sentences about the settings that are still the committed examples; none when everything was filled in. */
export function exampleValues(settings: Settings): readonly string[] {
  const addresses = settings.alarmEmails.filter((address) => EXAMPLE_DOMAIN.test(address.toLowerCase()));
  return [
    ...(exampleAccounts.includes(settings.accountId)
      ? [`aws:allowedAccountIds is still the example "${settings.accountId}": write the account's own id.`]
      : []),
    ...(EXAMPLE_DOMAIN.test(settings.domain)
      ? [`xmpro:domain is still the example "${settings.domain}": write a domain of yours.`]
      : []),
    ...addresses.map((address) => `xmpro:alarmEmails still has the example "${address}": nobody reads alarms there.`),
  ];
}
