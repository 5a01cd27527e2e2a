import * as pulumi from "@pulumi/pulumi";
import { PRODUCTS, type Product } from "./products.ts";

export interface InstallerFacts {
  /** Bare host names, as the installers refuse "https://". */
  readonly hosts: Readonly<Record<Product, string>>;
  readonly parameterPrefixes: Readonly<Record<Product, string>>;
  readonly certificateBucket: pulumi.Input<string>;
  readonly sql: { readonly host: pulumi.Input<string>; readonly port: number; readonly username: pulumi.Input<string> };
  /** SSM parameter of the login's password. */
  readonly sqlPasswordParameter: pulumi.Input<string>;
  readonly redis: { readonly host: pulumi.Input<string>; readonly port: number };
  readonly redisTokenParameter: pulumi.Input<string>;
  readonly autoScale: boolean;
  /** How the products send mail; undefined: the stack does not know. */
  readonly mail:
    | {
        readonly host: string;
        readonly port: number;
        readonly username: pulumi.Input<string>;
        /** Address of the sender. */
        readonly from: string;
        readonly passwordParameter: pulumi.Input<string>;
      }
    | undefined;
}

/** What a person enters in XMPro's installers: one line for each question, in the installers' order, product by product. */
export function installerAnswers(facts: InstallerFacts): pulumi.Output<string>[] {
  const secret = (parameter: pulumi.Input<string>) =>
    pulumi.interpolate`aws ssm get-parameter --with-decryption --query Parameter.Value --output text --name ${parameter}`;
  const answers: [string, string, pulumi.Input<string>][] = (Object.keys(PRODUCTS) as Product[]).flatMap((product) => {
    const ask = (question: string, answer: pulumi.Input<string>): [string, string, pulumi.Input<string>] => [
      PRODUCTS[product].title,
      question,
      answer,
    ];
    return [
      ask("Database, server name", pulumi.interpolate`${facts.sql.host},${facts.sql.port}`),
      ask("Database, authentication", "SQL Server Authentication"),
      ask("Database, user name", facts.sql.username),
      ask("Database, password", secret(facts.sqlPasswordParameter)),
      ask("Database, name", product.toUpperCase()),
      ask("DNS name", facts.hosts[product]),
      ...(product === "sm" ? [] : [ask("Subscription Manager URL", `https://${facts.hosts.sm}`)]),
      ...(product === "ad" ? [ask("Data Stream Designer URL", `https://${facts.hosts.ds}`)] : []),
      ask("Auto scale", facts.autoScale ? "enabled" : "disabled"),
      ...(facts.autoScale
        ? [
            ask(
              "Auto scale, Redis connection string",
              pulumi.interpolate`${facts.redis.host}:${facts.redis.port},password=<token>,ssl=True,abortConnect=False`,
            ),
            ask("Auto scale, <token>", secret(facts.redisTokenParameter)),
          ]
        : []),
      // Data Stream Designer sends no mail.
      ...(facts.mail && product !== "ds"
        ? [
            ask("Mail, server", facts.mail.host),
            ask("Mail, user name", facts.mail.username),
            ask("Mail, password", secret(facts.mail.passwordParameter)),
            ask("Mail, from", facts.mail.from),
            ask("Mail, port", String(facts.mail.port)),
            ask("Mail, SSL", "enabled"),
          ]
        : []),
      ask("Secret store, prefix", facts.parameterPrefixes[product]),
      ask("Secret store, S3 bucket name", facts.certificateBucket),
    ];
  });
  return answers.map(([title, question, answer]) => pulumi.interpolate`${title} > ${question}: ${answer}`);
}
