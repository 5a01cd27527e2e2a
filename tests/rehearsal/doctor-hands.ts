import { execFile } from "node:child_process";
import {
  DescribeEnvironmentsCommand,
  type ElasticBeanstalkClient,
  type EnvironmentDescription,
} from "@aws-sdk/client-elastic-beanstalk";

/** What the steps may do with the stack that they are rehearsed on. */
export interface DoctorHands {
  /** Folder of the project that the stack was deployed from. */
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  /** Of the emulator. */
  readonly endpoint: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The state as Pulumi exports it. */
  readonly state: () => string;
  readonly note: (step: string, seen: string, verdict: string) => void;
}

/** One line of what the doctor says. */
export interface Finding {
  readonly check: string;
  readonly subject: string;
  readonly state: string;
  readonly sentence: string;
}

const MAX_OUTPUT = { maxBuffer: 2 ** 26 };
/** The environments of the stack. */
export const EACH = ["sm", "ds", "ad"].map((product) => `xmpro-nonprod-${product}`);

/** The command as a person types it. It must not block this process, which answers its DNS queries. */
export function doctor({ project, stack }: DoctorHands, dns: string, ...options: string[]): Promise<readonly Finding[]> {
  console.error(`${stack}: doctor ${options.join(" ")} …`);
  const words = ["run", "--silent", "doctor", "--", "--stack", stack, "--dns", dns, "--json", ...options];
  return new Promise((resolve, reject) => {
    execFile("npm", words, { cwd: project, ...MAX_OUTPUT }, (_, stdout, stderr) => {
      if (!stdout.startsWith("{")) reject(new Error(`doctor printed no JSON: ${stderr}`));
      else resolve((JSON.parse(stdout) as { findings?: Finding[] }).findings ?? []);
    });
  });
}

export async function environmentOf(client: ElasticBeanstalkClient, name: string): Promise<EnvironmentDescription | undefined> {
  const question = new DescribeEnvironmentsCommand({ EnvironmentNames: [name], IncludeDeleted: false });
  return (await client.send(question)).Environments?.[0];
}
