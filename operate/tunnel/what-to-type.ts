import type { DeployedStack } from "../deployed-stack/deployed-stack.ts";
import type { Instance } from "./find-instances.ts";
import { LOCAL_HOST } from "./local-port.ts";

/** What a tunnel may lead to. */
export const SERVERS = ["sql", "redis"] as const;
export type ServerKind = (typeof SERVERS)[number];

/** A tunnel that is open, and the stack that it leads into. */
export interface OpenTunnel {
  readonly stack: DeployedStack;
  readonly kind: ServerKind;
  readonly localPort: number;
  readonly instance: Instance;
  readonly sessionId: string;
}

/** What a person types where, with the command that shows the password, which is nowhere here. */
export function tunnelLines(tunnel: OpenTunnel): string[] {
  return tunnel.kind === "sql" ? sqlLines(tunnel) : redisLines(tunnel);
}

/** The same for a program (`--json`). */
export function tunnelDocument({ stack, kind, localPort, instance, sessionId }: OpenTunnel) {
  const { host, port, username, passwordParameter } = facts(stack, kind);
  return {
    stack: stack.name,
    to: kind,
    localHost: LOCAL_HOST,
    localPort,
    host,
    port,
    ...(username === undefined ? {} : { username }),
    passwordParameter,
    passwordCommand: passwordCommand(stack, passwordParameter),
    instance: instance.id,
    through: instance.through,
    sessionId,
  };
}

/** Shows a password of the stack on the terminal of whoever may read it. */
export function passwordCommand({ region }: Pick<DeployedStack, "region">, parameter: string): string {
  return `aws ssm get-parameter --with-decryption --query Parameter.Value --output text --region ${region} --name ${parameter}`;
}

function facts({ outputs: { sqlServer, redis } }: DeployedStack, kind: ServerKind) {
  if (kind === "sql") return sqlServer;
  return { host: redis.host, port: redis.port, username: undefined, passwordParameter: redis.tokenParameter };
}

function sqlLines({ stack, localPort }: OpenTunnel): string[] {
  const { host, port, username, passwordParameter } = stack.outputs.sqlServer;
  return [
    "SQL Server Management Studio 20 or later:",
    ...table([
      ["Server name", `${LOCAL_HOST},${localPort}`],
      ["Authentication", "SQL Server Authentication"],
      ["Login", username],
      ["Password", passwordCommand(stack, passwordParameter)],
      ["Encryption", "Mandatory"],
      ["Trust server certificate", "no"],
      ["Host name in certificate", host],
    ]),
    "",
    ...installerLines({ host, port, localPort }, `${host},${port}`, "server name"),
    "",
    "If a program does not trust the certificate: docs/database.md, Reach the SQL Server.",
  ];
}

function redisLines({ stack, localPort }: OpenTunnel): string[] {
  const { host, port, tokenParameter } = stack.outputs.redis;
  return [
    "redis-cli:",
    ...table([
      ["Command", `redis-cli -h ${LOCAL_HOST} -p ${localPort} --tls --sni ${host} --askpass`],
      ["Password", passwordCommand(stack, tokenParameter)],
    ]),
    "",
    ...installerLines({ host, port, localPort }, `${host}:${port}`, "Redis server"),
  ];
}

/**
 * An installer writes the server that is typed into the product's connection string, so it must be the stack's own. The hosts file leads that name
 * here, and TLS finds the name that it expects.
 */
function installerLines(
  { host, port, localPort }: { readonly host: string; readonly port: number; readonly localPort: number },
  server: string,
  field: string,
): string[] {
  if (localPort !== port)
    return [
      `XMPro's installers need port ${port}, as they write the ${field} into the product's connection string: leave out --port.`,
    ];
  return [
    `XMPro's installers, on this machine: type the ${field} ${server}. For this time, add a line to the hosts file,`,
    "C:\\Windows\\System32\\drivers\\etc\\hosts, as an administrator:",
    `  ${LOCAL_HOST} ${host}`,
  ];
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `  ${name.padEnd(width)}${value}`);
}
