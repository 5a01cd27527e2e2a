import { expect, it } from "vitest";
import { containerSecretsByReference } from "../../../../../infra/policy/rules/secrets/container-secrets-by-reference.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { container, describeContainers, TASK } from "../containers/container-forms.ts";

const variable = (name: string, value: unknown) => ({
  environment: [
    { name: "PORT", value: "8080" },
    { name, value },
  ],
});
const inEnvironment = (name: string, value: unknown) =>
  [variable(name, value), `${name} must be in the container's secrets`] as const;

describeContainers(containerSecretsByReference, {
  accepted: [
    variable("UPSTREAM", "https://sm.example.com"),
    variable("REDIS_URL", "rediss://cache.example.com:6379"),
    variable("CLIENT_ID_SECRET", ""),
    variable("CLIENT_ID_SECRET", "arn:aws:ssm:us-east-1:123456789012:parameter/p"),
    { secrets: [{ name: "CLIENT_ID_SECRET", valueFrom: "arn:aws:ssm:us-east-1:123456789012:parameter/p" }] },
    { dockerLabels: { "secret-versions": "1.1.1" }, environmentFiles: [] },
    { command: ["node", "main.mjs", "--port", "8080", "--password-file", "/run/p", "--token", "$TOKEN"] },
    { command: ["sh", "-c", "redis-cli -a $REDIS_TOKEN ping && curl -u $USER:$PASSWORD https://example.com"] },
    { healthCheck: { command: ["CMD", "mysqladmin", "ping", "-h", "127.0.0.1"] } },
    { repositoryCredentials: { credentialsParameter: "arn:aws:secretsmanager:us-east-1:123456789012:secret:r-AbCdEf" } },
  ],
  reported: [
    inEnvironment("CLIENT_ID_SECRET", "secret-sentinel"),
    inEnvironment("SERVER_ID", "secret-sentinel"),
    inEnvironment("SECRET", 12345678),
    inEnvironment("REDIS_URL", "rediss://:secret-sentinel@cache.example.com:6379"),
    inEnvironment("X", `-----BEGIN ${"PRIVATE"} KEY-----secret-sentinel`),
    inEnvironment("DATABASE", "Server=db;Password=secret-sentinel"),
    [{ environmentFiles: [{ type: "s3", value: "arn:aws:s3:::bucket/relay.env" }] }, "environmentFiles"],
    [{ command: ["node", "--password=secret-sentinel"] }, 'command of "relay" must name no secret'],
    [{ command: ["node", "--password", "secret-sentinel"] }, 'command of "relay" must name no secret'],
    [{ command: ["sh", "-c", "DB_PASSWORD=secret-sentinel node main.mjs"] }, 'command of "relay" must name no secret'],
    [{ entryPoint: ["redis-cli", "-u", "rediss://:secret-sentinel@cache"] }, 'entryPoint of "relay" must name no secret'],
    [{ command: ["sqlcmd", "-S", "db", "-P", "secret-sentinel"] }, 'command of "relay" must name no secret'],
    [{ command: ["redis-cli", "-a", "secret-sentinel", "ping"] }, 'command of "relay" must name no secret'],
    [{ command: ["sh", "-c", "redis-cli -a secret-sentinel ping"] }, 'command of "relay" must name no secret'],
    [{ command: ["mysql", "-psecret-sentinel"] }, 'command of "relay" must name no secret'],
    [{ command: ["curl", "-u", "admin:secret-sentinel", "https://example.com"] }, 'command of "relay" must name no secret'],
    [{ command: ["curl", "-u", "admin:$secret-2026", "https://example.com"] }, 'command of "relay" must name no secret'],
    [{ command: ["node", "--password", "$ummer2026"] }, 'command of "relay" must name no secret'],
    [{ healthCheck: { command: ["CMD", "curl", "https://a:secret-sentinel@x"] } }, 'healthCheck.command of "relay" must'],
    [{ dockerLabels: { "db-password": "secret-sentinel" } }, "dockerLabels.db-password must be"],
    [{ logConfiguration: { options: { "splunk-token": "secret-sentinel" } } }, "logConfiguration.options.splunk-token must be"],
    [{ repositoryCredentials: { credentialsParameter: "secret-sentinel" } }, "credentialsParameter of"],
    [{ hostname: `-----BEGIN ${"PRIVATE"} KEY-----` }, "must hold no secret"],
  ],
});

it("container-secrets-by-reference quotes no secret", () => {
  const changes = [variable("PASSWORD", "secret-sentinel"), { command: ["--password=secret-sentinel"] }];
  for (const change of changes) {
    const task = checkedResource(TASK, { containerDefinitions: JSON.stringify([{ ...container, ...change }]) });
    expect(findingsOf(containerSecretsByReference, task)).toEqual([expect.stringMatching(/^(?!.*sentinel).+$/)]);
  }
});
