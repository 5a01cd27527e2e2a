import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OUTPUTS, SecretsImport, WITH_ENVIRONMENTS } from "./secrets-import.ts";

const SECRET = "s3ntinel";
const PASSWORD = `${SECRET}-sql`;
const TOKEN = `${SECRET}-token`;
const MAIL_PASSWORD = `${SECRET}-mail`;
const MAIL = {
  host: "smtp.example.com",
  port: 587,
  username: "xmpro",
  from: "xmpro@example.com",
  passwordParameter: "/xmpro/mail",
};

let given: SecretsImport;
beforeEach(async () => {
  given = await new SecretsImport().start();
  given.outputs = { ...OUTPUTS, mail: MAIL };
  given.given({ "/xmpro/password": PASSWORD, "/xmpro/token": TOKEN, "/xmpro/mail": MAIL_PASSWORD });
});
afterEach(() => {
  expect(given.printed).not.toContain(SECRET);
  given.stop();
});

const fromStack = (...options: string[]) => given.run("--from-stack", ...options);

describe("--from-stack", () => {
  it("writes what differs from the stack, by name, and leaves what only the installer knows", async () => {
    given.given({
      XMSM_SQLSERVER: `Server=old.example.internal;Database=SM;User ID=app;Password=${SECRET}`,
      XMSM_DNSName: "https://sm.example.com",
      XMSM_CERT: "CN=x",
    });
    const { code, out } = await fromStack("--yes");
    expect(out.split("\n").slice(1, 4)).toEqual([
      "  changed      XMSM_SQLSERVER (the stack's database server is db.example.internal,1433)",
      "  unchanged    XMSM_DNSName",
      "1 changed, 1 unchanged.",
    ]);
    expect(given.ssm.value("XMSM_SQLSERVER")).toBe(`Server=db.example.internal,1433;Database=SM;User ID=app;Password=${SECRET}`);
    expect(given.ssm.value("XMSM_CERT")).toBe("CN=x");
    expect(code).toBe(0);
  });

  it("has nothing to do the second time, and asks before it writes", async () => {
    given.given({ XMSM_DNSName: "https://old.example.com" });
    given.answer = "no";
    expect((await fromStack()).code).toBe(1);
    expect(given.ssm.value("XMSM_DNSName")).toBe("https://old.example.com");
    given.answer = "yes";
    await fromStack();
    expect((await fromStack()).out).toContain("There is nothing to write.");
    expect(given.ssm.value("XMSM_DNSName")).toBe("https://sm.example.com");
  });

  it("restarts the product once", async () => {
    given.outputs = { ...WITH_ENVIRONMENTS, mail: MAIL };
    given.given({ XMSM_DNSName: "https://old.example.com", XMSM_SMTPPORT: "25" });
    await fromStack("--yes");
    expect(given.environment.restarts()).toBe(1);
  });

  it("can be taken back where the old value is one of this stack", async () => {
    given.given({ XMSM_SQLSERVER: "Server=db.example.internal;User ID=xmadmin;Password=by hand" });
    await fromStack("--yes");
    await given.run("--roll-back", "--yes", "--take-stack-values");
    expect(given.ssm.value("XMSM_SQLSERVER")).toBe("Server=db.example.internal;User ID=xmadmin;Password=by hand");
  });

  it("with a file writes the stack's values in place of the stale ones, and imports the rest", async () => {
    const { code, out } = await given.import(
      { XMSM_SQLSERVER: "Server=old;Database=SM;User ID=app;Password=p", XMSM_A: "1" },
      ...["--yes", "--from-stack"],
    );
    expect(out).toContain("new          XMSM_SQLSERVER (the stack's database server is");
    expect(given.ssm.value("XMSM_SQLSERVER")).toBe("Server=db.example.internal,1433;Database=SM;User ID=app;Password=p");
    expect(given.ssm.value("XMSM_A")).toBe("1");
    expect(code).toBe(0);
  });

  it("with a file takes the login of a connection string in SSM before the file's, and the file's where SSM's is stale", async () => {
    given.given({ XMSM_SQLSERVER: "Server=db.example.internal;User ID=app;Password=new" });
    await given.import({ XMSM_SQLSERVER: "Server=db.example.internal;User ID=app;Password=old" }, "--yes", "--from-stack");
    expect(given.ssm.value("XMSM_SQLSERVER")).toContain("Password=new");
    given.given({ XMSM_SQLSERVER: "Server=gone;User ID=app;Password=new" });
    await given.import({ XMSM_SQLSERVER: "Server=db.example.internal;User ID=app;Password=old" }, "--yes", "--from-stack");
    expect(given.ssm.value("XMSM_SQLSERVER")).toContain("Password=old");
  });

  it("says what it cannot compose, and is not good then", async () => {
    given.given({ XMSM_SQLSERVER: "not a connection string" });
    const { code, out } = await fromStack("--yes");
    expect(out).toContain("its form is unknown, so it must be changed by hand");
    expect(code).toBe(1);
  });

  it("says where the product sends no mail, as its installer wrote no mail server", async () => {
    given.given({ XMSM_DNSName: "https://sm.example.com", "/XMDS/xmpro/xmidentity/client/baseUrl": "https://ds.example.com" });
    expect((await fromStack()).out).toContain("There is no parameter of a mail server, so Subscription Manager sends no mail");
    expect((await fromStack("--product", "ds")).out).not.toContain("mail");
    given.given({ XMSM_SMTPSERVER: "smtp.example.com" });
    expect((await fromStack()).out).not.toContain("There is no parameter");
  });

  it("is named where something is stale", async () => {
    const advice = "What is stale must be changed: --from-stack writes the stack's own values.";
    expect((await given.import({ XMSM_DNSName: "https://old.example.com" })).out).toContain(advice);
    given.given({ XMSM_DNSName: "https://sm.example.com" });
    expect((await given.import({ XMSM_DNSName: "https://old.example.com" })).out).not.toContain(advice);
  });

  it("is refused before the first import, and with what contradicts it", async () => {
    expect(await fromStack()).toMatchObject({ code: 1, err: expect.stringContaining("Import its App Secrets.xml first.") });
    expect(await fromStack("--roll-back", "--prune", "--take-stack-values")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--roll-back and --from-stack must not be given together\n--take-stack-values and"),
    });
    expect((await fromStack("--prune")).err).toContain("--prune needs a file to compare with");
  });

  it("could not look where SSM lacks the stack's own passwords", async () => {
    given.ssm.parameters.clear();
    const { code, err } = await fromStack();
    expect(err).toBe(
      "SSM does not have /xmpro/password, /xmpro/token, /xmpro/mail, where the stack keeps a password. Run npx pulumi up first.",
    );
    expect(code).toBe(3);
  });

  const DB = "db.example.internal,1433";
  it.each<[string, string, string, object?]>([
    ["XMSM_SQLSERVER", "Server=tcp:old,1433;User ID=app", `Server=tcp:${DB};User ID=app`],
    ["XMSM_SQLSERVER", "a=1; data source = old\\X ;b='x;y'", `a=1; data source = ${DB} ;b='x;y'`],
    ["XMSM_SQLSERVER", 'Server=first;Address="old;x";b=1', `Server=first;Address=${DB};b=1`],
    ["XMSM_SQLSERVER", "Server=DB.example.internal;User ID=app;Password=p", "Server=DB.example.internal;User ID=app;Password=p"],
    ["XMSM_SQLSERVER", `Server=${DB};uid=XMADMIN;pwd='old;'`, `Server=${DB};uid=XMADMIN;pwd=${PASSWORD}`],
    ["XMSM_SQLSERVER", `Server=${DB};Integrated Security=True`, `Server=${DB};Integrated Security=True`],
    ["/XMSM/xmpro/data/connectionString", "Server=old", `Server=${DB}`],
    ["XMSM_REDIS", "-", "-"],
    ["XMSM_REDIS", "-", `redis.example.internal:6379,password=${TOKEN},ssl=True,abortConnect=False`, { autoScale: true }],
    [
      "XMSM_REDIS",
      "old:6379,password=x,ssl=true,syncTimeout=9",
      `redis.example.internal:6379,password=${TOKEN},ssl=True,syncTimeout=9`,
    ],
    ["XMSM_REDIS", `redis.example.internal,SSL=true,Password=${TOKEN}`, `redis.example.internal,SSL=true,Password=${TOKEN}`],
    ["XMSM_AutoScaleEnable", "False", "True", { autoScale: true }],
    ["XMSM_AutoScaleEnable", "anything", "anything", { autoScale: undefined }],
    ["XMSM_DNSName", "http://old.example.com:80/path", "https://sm.example.com/path"],
    ["XMSM_DNSName", "old.example.com", "sm.example.com"],
    ["XMSM_DNSName", "https://sm.example.com:443/", "https://sm.example.com:443/"],
    ["XMSM_SMTPENABLE", "False", "True"],
    ["XMSM_SMTPSERVER", "old.example.com", "smtp.example.com"],
    ["XMSM_SMTPPORT", "25", "587"],
    ["XMSM_SMTPENABLESSL", "false", "true"],
    ["XMSM_SMTPUSER", "old", "xmpro"],
    ["XMSM_SMTPFrom", "XMPro <old@example.com>", "XMPro <xmpro@example.com>"],
    ["XMSM_SMTPFrom", "old@example.com", "xmpro@example.com"],
    ["XMSM_SMTPFrom", "XMPro@example.com", "XMPro@example.com"],
    ["XMSM_SMTPPASS", "old", MAIL_PASSWORD],
    ["/XMSM/xmpro/xmnotification/email/enable", "false", "true"],
    ["/XMSM/xmpro/xmnotification/email/smtpServer", "old", "smtp.example.com"],
    ["/XMSM/xmpro/xmnotification/email/port", "25", "587"],
    ["/XMSM/xmpro/xmnotification/email/enableSsl", "false", "true"],
    ["/XMSM/xmpro/xmnotification/email/useDefaultCredentials", "true", "false"],
    ["/XMSM/xmpro/xmnotification/email/userName", "old", "xmpro"],
    ["/XMSM/xmpro/xmnotification/email/fromAddress", "old", "xmpro@example.com"],
    ["/XMSM/xmpro/xmnotification/email/password", "old", MAIL_PASSWORD],
  ])("makes of %s %s %s", async (name, value, expected, outputs = {}) => {
    given.outputs = { ...given.outputs, ...outputs };
    given.given({ [name]: value });
    await fromStack("--yes");
    expect(given.ssm.value(name)).toBe(expected);
    expect((await fromStack()).out).toContain("1 unchanged.");
  });

  it("quotes a password that would end the connection string", async () => {
    given.given({ "/xmpro/password": `a;b"c`, XMSM_SQLSERVER: "Server=old;User ID=xmadmin;Password=p;Encrypt=True" });
    await fromStack("--yes");
    expect(given.ssm.value("XMSM_SQLSERVER")).toBe(`Server=${DB};User ID=xmadmin;Password="a;b""c";Encrypt=True`);
    expect((await fromStack()).out).toContain("1 unchanged.");
  });
});

describe("a mail value of the file", () => {
  it("is the stack's where the stack knows how products send mail: a stale one is pointed out", async () => {
    given.given({ XMSM_SMTPSERVER: "smtp.example.com" });
    const { code, out } = await given.import({ XMSM_SMTPSERVER: "old.example.com", XMSM_SMTPPASS: "old" }, "--yes");
    expect(out).toContain("stale        XMSM_SMTPSERVER (the stack's mail server is smtp.example.com; SSM's stays)");
    expect(out).toContain("stale        XMSM_SMTPPASS (the stack's mail password is in /xmpro/mail; SSM has none)");
    expect(code).toBe(1);
  });

  it("is the installer's where the stack knows none, and SSM is not asked for the stack's passwords", async () => {
    given.outputs = OUTPUTS;
    given.ssm.requests.length = 0;
    expect((await given.import({ XMSM_SMTPPASS: "x" }, "--yes")).out).toContain("new          XMSM_SMTPPASS");
    expect(given.ssm.requests.join()).not.toContain("/xmpro/");
  });
});
