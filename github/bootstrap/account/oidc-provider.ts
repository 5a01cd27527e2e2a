import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { AUDIENCE, ISSUER, namesOf, type Target } from "../names.ts";
import { iamTags, orAbsent } from "./aws-answers.ts";
import { type Inspection, NOTHING } from "./step.ts";

/**
 * GitHub's OIDC provider. An account has one of it for everybody, so an existing one is kept: all that may be missing is AWS's audience. AWS trusts
 * GitHub's certificate by its own list, so there is no thumbprint to keep up to date.
 */
export async function inspectProvider(iam: IAMClient, target: Target): Promise<Inspection> {
  const { providerArn, tags } = namesOf(target);
  const found = await orAbsent("the OIDC provider", () =>
    iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: providerArn })),
  );
  if (found === undefined) {
    const create = new CreateOpenIDConnectProviderCommand({
      Url: `https://${ISSUER}`,
      ClientIDList: [AUDIENCE],
      Tags: iamTags(tags),
    });
    const title = `Create the OIDC provider ${ISSUER} with the audience ${AUDIENCE}`;
    return { ...NOTHING, steps: [{ title, details: ["The account has one for all its roles."], run: () => iam.send(create) }] };
  }
  const audiences = found.ClientIDList ?? [];
  if (audiences.includes(AUDIENCE)) return NOTHING;
  const add = new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: providerArn, ClientID: AUDIENCE });
  const step = {
    title: `Add the audience ${AUDIENCE} to the existing OIDC provider ${ISSUER}`,
    details: [
      `It has ${audiences.join(", ") || "none"}, which stays.`,
      `A role of somebody else that trusts this provider without a condition on its audience accepts tokens for ${AUDIENCE} from then on.`,
    ],
    run: () => iam.send(add),
  };
  return { ...NOTHING, steps: [step] };
}
