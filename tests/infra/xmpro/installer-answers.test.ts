import { output } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type InstallerFacts, installerAnswers } from "../../../infra/xmpro/installer-answers.ts";
import { deploy } from "../../support/program/deploy.ts";

const facts: InstallerFacts = {
  hosts: { sm: "sm.example.com", ds: "ds.example.com", ad: "ad.example.com" },
  parameterPrefixes: { sm: "XMSM", ds: "XMDS", ad: "XMAD" },
  certificateBucket: output("certificates-1"),
  sql: { host: output("sql.example"), port: 1433, username: "xmadmin" },
  sqlPasswordParameter: "/xmpro-test/database/password",
  redis: { host: "redis.example", port: 6379 },
  redisTokenParameter: "/xmpro-test/redis/token",
  autoScale: false,
  mail: undefined,
};
async function answers(more: Partial<InstallerFacts> = {}): Promise<string[]> {
  return (await deploy(() => ({ lines: installerAnswers({ ...facts, ...more }) }))).outputs.lines;
}
const of = (lines: string[], product: string) =>
  lines.filter((line) => line.startsWith(`${product} > `)).map((line) => line.slice(product.length + 3));

describe("the installers' answers", () => {
  it("are listed by product, in the order of installation", async () => {
    const products = (await answers()).map((line) => line.split(" > ")[0]);
    expect([...new Set(products)]).toEqual(["Subscription Manager", "Data Stream Designer", "App Designer"]);
    expect(products).toEqual([...products].sort((a, b) => [...new Set(products)].indexOf(a) - [...new Set(products)].indexOf(b)));
  });

  it("are complete for App Designer, which has most questions", async () => {
    expect(of(await answers(), "App Designer")).toEqual([
      "Database, server name: sql.example,1433",
      "Database, authentication: SQL Server Authentication",
      "Database, user name: xmadmin",
      "Database, password: aws ssm get-parameter --with-decryption --query Parameter.Value --output text --name /xmpro-test/database/password",
      "Database, name: AD",
      "DNS name: ad.example.com",
      "Subscription Manager URL: https://sm.example.com",
      "Data Stream Designer URL: https://ds.example.com",
      "Auto scale: disabled",
      "Secret store, prefix: XMAD",
      "Secret store, S3 bucket name: certificates-1",
    ]);
  });

  it("contain no URL of a product for itself", async () => {
    const lines = await answers();
    expect(of(lines, "Subscription Manager").filter((line) => line.includes("URL"))).toEqual([]);
    expect(of(lines, "Data Stream Designer").filter((line) => line.includes("URL"))).toEqual([
      "Subscription Manager URL: https://sm.example.com",
    ]);
  });

  it("contain bare host names, because the installers refuse https://", async () => {
    for (const line of await answers()) {
      if (/DNS name|server name/.test(line)) expect(line).not.toContain("https://");
    }
  });

  it("have the mail page of the two products that send mail, and its password only by its parameter", async () => {
    expect((await answers()).join()).not.toMatch(/mail/i);
    const mail = { host: "smtp.example", port: 587, username: "xmpro", from: "xmpro@example.com", passwordParameter: "/x/mail" };
    const lines = await answers({ mail });
    expect(lines.filter((line) => line.includes("Data Stream Designer > Mail"))).toEqual([]);
    for (const product of ["Subscription Manager", "App Designer"])
      expect(of(lines, product).filter((line) => line.startsWith("Mail"))).toEqual([
        "Mail, server: smtp.example",
        "Mail, user name: xmpro",
        "Mail, password: aws ssm get-parameter --with-decryption --query Parameter.Value --output text --name /x/mail",
        "Mail, from: xmpro@example.com",
        "Mail, port: 587",
        "Mail, SSL: enabled",
      ]);
  });

  it("name Redis only with autoScale, and its token only by its parameter", async () => {
    expect((await answers()).join()).not.toMatch(/redis/i);
    const lines = of(await answers({ autoScale: true }), "Subscription Manager");
    expect(lines).toContain(
      "Auto scale, Redis connection string: redis.example:6379,password=<token>,ssl=True,abortConnect=False",
    );
    expect(lines.find((line) => line.startsWith("Auto scale, <token>"))).toMatch(
      /ssm get-parameter .* \/xmpro-test\/redis\/token$/,
    );
  });
});
