import { execFile } from "node:child_process";
import { Resolver } from "node:dns/promises";
import { join } from "node:path";
import { DescribeEnvironmentsCommand, type EnvironmentDescription } from "@aws-sdk/client-elastic-beanstalk";
import { PRODUCTS, type Product } from "../../../infra/xmpro/products.ts";
import { CertificateBucket } from "../../certificates/certificate-bucket.ts";
import { accessTo, asked } from "../../deployed-stack/aws-access.ts";
import type { DeployedStack } from "../../deployed-stack/deployed-stack.ts";
import { requiredOutput } from "../../deployed-stack/stack-outputs.ts";
import { ParameterStore } from "../../import-secrets/parameter-store.ts";
import { readStackSecrets } from "../../import-secrets/stack-values/stack-secrets.ts";
import type { Dns, SmokeResult, Sources } from "../check.ts";
import { type AwsClients, awsClients } from "./aws-clients.ts";
import { once } from "./once.ts";
import { openPulumi } from "./pulumi-reader.ts";

const DNS_MS = 5_000;
/** A call ends before its check does, and leaves no connection behind that keeps this process alive. */
const REQUESTS = { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true };
const SMOKE = join(import.meta.dirname, "..", "..", "..", "relay-service", "smoke", "smoke.ts");

/** Everything that the checks look at, of a deployed stack. Throws CouldNotLook where nobody could look at anything: no credentials, another account. */
export async function openSources(
  stack: DeployedStack,
  dnsServer: string | undefined,
  directory = process.cwd(),
): Promise<Sources> {
  const access = { ...(await accessTo(stack)), requestHandler: REQUESTS };
  const aws = awsClients(access);
  const bucket = new CertificateBucket(access, stack.outputs.certificateBucket, stack.accountId);
  return {
    stack,
    now: new Date(),
    aws,
    awsIn: (region) => awsClients({ ...access, region }),
    dns: dnsOf(dnsServer),
    pulumi: await openPulumi(stack.name, directory),
    certificateFiles: (role) => bucket.read(role),
    parameters: async (product) => {
      const prefix = stack.outputs.parameterPrefixes[product];
      const options = { prefix, keyArn: stack.outputs.parameterKeyArn, tags: {}, description: "" };
      return new ParameterStore(access, options).list(new Set());
    },
    stackSecrets: once(() => readStackSecrets(access, stack.outputs, false)),
    environments: once(() => environmentsOf(stack, aws)),
    smoke,
  };
}

/** The system's DNS servers, or the one that a person names. */
export function dnsOf(server: string | undefined): Dns {
  const resolver = new Resolver({ timeout: DNS_MS, tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  return resolver;
}

export async function environmentsOf(
  stack: DeployedStack,
  aws: AwsClients,
): Promise<ReadonlyMap<Product, EnvironmentDescription>> {
  const names = requiredOutput(stack.outputs, "environments");
  const question = new DescribeEnvironmentsCommand({
    ApplicationName: requiredOutput(stack.outputs, "applicationName"),
    EnvironmentNames: Object.values(names),
    IncludeDeleted: false,
  });
  const { Environments = [] } = await asked("which environments there are", () => aws.beanstalk.send(question));
  return new Map(
    (Object.keys(PRODUCTS) as Product[]).flatMap((product) => {
      const found = Environments.find(
        ({ EnvironmentName, Status }) => EnvironmentName === names[product] && Status !== "Terminated",
      );
      return found ? [[product, found] as const] : [];
    }),
  );
}

/** Runs `npm run smoke` as a person does, in a process of its own: the relay's code is none of this command's. */
function smoke(url: string, identityPublicKey: string, signal: AbortSignal): Promise<SmokeResult> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [SMOKE, url, "--pin", identityPublicKey], { signal }, (_, stdout, stderr) => {
      const lines = `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
      resolve({ exitCode: child.exitCode, lines });
    });
  });
}
