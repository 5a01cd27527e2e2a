import type { Mistake } from "../../mistake.ts";

export const secretsMistakes: readonly Mistake[] = [
  [
    "secrets-by-reference",
    "a password in plain environment properties",
    { of: "Environment", name: "ad", settings: { "aws:elasticbeanstalk:application:environment/DB_PASSWORD": "hunter2" } },
  ],
  [
    "secrets-by-reference",
    "a relay's secret in plain environment variables",
    {
      of: "TaskDefinition",
      props: {
        containerDefinitions: JSON.stringify([
          {
            name: "relay",
            image: `relay@sha256:${"0".repeat(64)}`,
            logConfiguration: {},
            environment: [
              { name: "SERVER_ID", value: "x" },
              { name: "CLIENT_ID_SECRET", value: "hunter2" },
            ],
          },
        ]),
      },
    },
  ],
  ["secrets-by-reference", "a parameter in plain text", { of: "Parameter", name: "redis-token", props: { type: "String" } }],
];
