import { PRODUCTS, type Product } from "../../../infra/xmpro/products.ts";
import { openFiles } from "../../certificates/certificate-files.ts";
import { subjectName } from "../../certificates/subject-name.ts";
import { irreplaceable } from "../../import-secrets/irreplaceable.ts";
import { parameterPath } from "../../import-secrets/parameter-path.ts";
import type { StoredParameter } from "../../import-secrets/parameter-store.ts";
import type { StackSecrets } from "../../import-secrets/stack-values/stack-secrets.ts";
import { stackValueOf } from "../../import-secrets/stack-values/stack-value-of.ts";
import type { Check, CheckContext } from "../check.ts";
import { awsCommand } from "../command-texts.ts";
import { expectedParameters } from "../expected-parameters.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "parameters";

/** The parameters that the products read when they start: there, a SecureString with the stack's key, and for this stack. Values are compared only. */
export const parameters: Check = {
  id: ID,
  title: "Parameters",
  look: async (context) => {
    const products = Object.keys(PRODUCTS) as Product[];
    return lookAtEach(
      ID,
      context.signal,
      Object.fromEntries(products.map((product) => [PRODUCTS[product].title, () => lookAt(context, product)])),
    );
  },
};

async function lookAt(context: CheckContext, product: Product): Promise<Finding[]> {
  const { stack } = context;
  const { title } = PRODUCTS[product];
  const prefix = stack.outputs.parameterPrefixes[product];
  const say = findingsAbout(ID, title);
  const importCommand = `npm run import-secrets -- --stack ${stack.name} --product ${product} "App Secrets.xml"`;
  const [stored, secrets] = await Promise.all([context.parameters(product), context.stackSecrets()]);
  if (stored.length === 0)
    return [
      say.wrong(`has no parameters that begin with ${prefix}. Run XMPro's installer, then store its secrets.`, importCommand),
    ];
  const known = new Set(stored.map(({ name }) => parameterPath(name, prefix)));
  const missing = expectedParameters(product, prefix).filter(({ path }) => !known.has(path));
  const problems = [
    ...missing.map(({ name, isDocumented }) =>
      isDocumented
        ? findingsAbout(ID, name).wrong(`is missing. ${title} does not start without it.`, importCommand)
        : findingsAbout(ID, name).unknown(
            `was not found under this name, which XMPro does not document for AWS. Compare the names with the file of the installer.`,
            importCommand,
          ),
    ),
    ...stored.flatMap((parameter) => problemOf(context, product, parameter, { importCommand, secrets })),
    ...(product === "sm" ? await lookAtCert(context, stored, prefix) : []),
  ];
  if (problems.length > 0) return problems;
  const copies = stored.filter(({ name }) => irreplaceable(name) !== undefined).map(({ name }) => name);
  const note =
    copies.length > 0
      ? ` Keep a copy of ${copies.join(" and ")} outside of AWS: without it nobody can read what XMPro has encrypted.`
      : "";
  return [say.good(`has ${stored.length} parameters in the right form, for this stack.${note}`)];
}

function problemOf(
  { stack }: CheckContext,
  product: Product,
  { name, value, isSecure, hasStackKey }: StoredParameter,
  { importCommand, secrets }: { importCommand: string; secrets: StackSecrets },
): Finding[] {
  const say = findingsAbout(ID, name);
  if (!isSecure)
    return [
      say.wrong(
        "is no SecureString, so more people can read it than should. Delete it, then import it again.",
        awsCommand(stack, `ssm delete-parameter --name ${name}`),
      ),
    ];
  if (!hasStackKey)
    return [
      say.wrong("is encrypted with another key than the stack's, which the product may not use. Import it again.", importCommand),
    ];
  const known = stackValueOf(name, product, stack.outputs.parameterPrefixes[product], stack.outputs, secrets);
  const text = value.reveal();
  if (known === undefined || known.agrees(text)) return [];
  if (known.agrees(text.toLowerCase()))
    return [
      say.wrong(`has an upper-case letter in its host name, with which nobody can sign in. ${known.expected}.`, importCommand),
    ];
  return [
    say.wrong(
      `is for another database, Redis, URL or mail server than the stack's: ${known.expected}. The command writes the stack's own.`,
      `npm run import-secrets -- --stack ${stack.name} --product ${product} --from-stack`,
    ),
  ];
}

/** Subscription Manager finds its signing certificate by the subject that CERT names. What cannot be compared is the business of other checks. */
async function lookAtCert(
  { certificateFiles, stack }: CheckContext,
  stored: readonly StoredParameter[],
  prefix: string,
): Promise<Finding[]> {
  const cert = stored.find(({ name }) => parameterPath(name, prefix) === "cert");
  if (cert === undefined) return [];
  const { pfx, password } = await certificateFiles("sign");
  const files = pfx && password !== undefined ? openFiles({ pfx, password }) : undefined;
  if (files === undefined || "problem" in files) return [];
  const subject = subjectName(files.opened.certificate);
  if (cert.value.reveal().trim() === subject) return [];
  return [
    findingsAbout(ID, cert.name).wrong(
      `is not the subject of sign.pfx (${subject}), so Subscription Manager does not find the certificate. Correct it in the file, then import it.`,
      `npm run certificates -- --stack ${stack.name}`,
    ),
  ];
}
