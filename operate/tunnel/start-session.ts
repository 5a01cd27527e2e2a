import { SSMClient, StartSessionCommand, TerminateSessionCommand } from "@aws-sdk/client-ssm";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { type AwsAccess, asked } from "../deployed-stack/aws-access.ts";
import { type Instance, nameOf } from "./find-instances.ts";

/** A server behind the instances. */
export interface RemoteServer {
  readonly host: string;
  readonly port: number;
}

/** What is asked of Session Manager, as the plugin wants to know it too. */
export interface SessionRequest {
  readonly Target: string;
  readonly DocumentName: "AWS-StartPortForwardingSessionToRemoteHost";
  readonly Parameters: Readonly<Record<"host" | "portNumber" | "localPortNumber", readonly [string]>>;
  readonly Reason: string;
}

/** A session of Session Manager. The token lets whoever has it use the session: it is a secret. */
export interface Session {
  readonly instance: Instance;
  readonly request: SessionRequest;
  readonly response: { readonly SessionId: string; readonly StreamUrl: string; readonly TokenValue: string };
  /** URL of the service that answered. */
  readonly endpoint: string;
  /** Ends the session on AWS's side. Gives the reason when AWS does not. */
  readonly terminate: () => Promise<string | undefined>;
}

/**
 * Starts a session that forwards a port, over the first instance that Session Manager reaches.
 *
 * @throws CommandRefused when Session Manager reaches none of them
 * @throws CouldNotLook when AWS refuses for another reason
 */
export async function startSession(
  access: AwsAccess,
  instances: AsyncIterable<Instance>,
  { host, port, localPort }: RemoteServer & { readonly localPort: number },
): Promise<Session> {
  const client = new SSMClient(access);
  let endpoint = "";
  // The plugin must ask the service that the SDK asked, whichever of the SDK's settings named it.
  client.middlewareStack.add(
    (next) => (args) => {
      const { protocol, hostname, port } = args.request as { protocol: string; hostname: string; port?: number };
      endpoint = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`;
      return next(args);
    },
    { step: "finalizeRequest", name: "rememberEndpoint" },
  );
  const tried: Instance[] = [];
  for await (const instance of instances) {
    tried.push(instance);
    const request: SessionRequest = {
      Target: instance.id,
      DocumentName: "AWS-StartPortForwardingSessionToRemoteHost",
      Parameters: { host: [host], portNumber: [String(port)], localPortNumber: [String(localPort)] },
      Reason: "npm run tunnel",
    };
    const answer = await asked(
      `how to reach ${instance.id} by Session Manager`,
      () => unlessNotConnected(client.send(new StartSessionCommand(inSdkForm(request)))),
      "The credentials need ssm:StartSession for the instance and for the document AWS-StartPortForwardingSessionToRemoteHost, and ssm:TerminateSession.",
    );
    if (answer === undefined) continue;
    const { SessionId = "", StreamUrl = "", TokenValue = "" } = answer;
    return {
      instance,
      request,
      response: { SessionId, StreamUrl, TokenValue },
      endpoint,
      terminate: () => terminate(client, SessionId),
    };
  }
  throw new CommandRefused([notConnected(tried)], EXIT_CODE.wrong);
}

/** The SDK's types want arrays that may change. */
function inSdkForm({ Parameters, ...request }: SessionRequest) {
  return { ...request, Parameters: Object.fromEntries(Object.entries(Parameters).map(([name, [value]]) => [name, [value]])) };
}

async function unlessNotConnected<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if ((error as Error).name === "TargetNotConnected") return undefined;
    throw error;
  }
}

async function terminate(client: SSMClient, sessionId: string): Promise<string | undefined> {
  try {
    await client.send(new TerminateSessionCommand({ SessionId: sessionId }), { abortSignal: AbortSignal.timeout(10_000) });
    return undefined;
  } catch (error) {
    const { name } = error as Error;
    // It has ended by itself, or the plugin has ended it.
    return name === "DoesNotExistException" ? undefined : name;
  }
}

function notConnected(tried: readonly Instance[]): string {
  if (tried.length === 0)
    return "There is no instance that a tunnel could go through: Elastic Beanstalk shows none. See the environments in its console.";
  const names = tried.map(({ id, through }) => `${id} (${nameOf(through)})`).join(", ");
  return `Session Manager reaches none of the instances: ${names}. An instance is connected some minutes after its start, while the SSM agent runs and reaches AWS (NAT gateway or VPC endpoints). See "Fleet Manager" in the Systems Manager console.`;
}
