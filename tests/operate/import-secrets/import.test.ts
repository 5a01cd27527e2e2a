import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KEY, OUTPUTS, SecretsImport } from "./secrets-import.ts";

const SECRET = "s3ntinel";
const FILE = {
  XMSM_SALT: `${SECRET}-salt`,
  XMSM_SMTPPASS: `${SECRET}-mail`,
  XMSM_SQLSERVER: `Data Source=tcp:db.example.internal,1433;Initial Catalog=SM;User ID=xmadmin;Password=${SECRET};`,
  XMSM_REDIS: "-",
  XMSM_DNSName: "https://sm.example.com",
  XMSM_AutoScaleEnable: "false",
  "/XMSM/xmpro/appDesigner/encryptionKey": `${SECRET}-key`,
};
const NAMES = Object.keys(FILE);

let given: SecretsImport;
beforeEach(async () => {
  given = await new SecretsImport().start();
});
afterEach(() => {
  expect(given.printed).not.toContain(SECRET);
  given.stop();
});

describe("the import of a secrets file", () => {
  it("makes a SecureString of each entry, under its own name, with the stack's key and tags", async () => {
    const { code, out } = await given.import(FILE, "--yes");
    expect(given.ssm.values()).toEqual(FILE);
    for (const parameter of given.ssm.parameters.values())
      expect(parameter).toMatchObject({
        type: "SecureString",
        keyId: KEY,
        tags: { owner: "us", "managed-by": "import-secrets" },
        description: "XMPro Subscription Manager, from App Secrets.xml",
      });
    for (const name of NAMES) expect(out).toContain(`new          ${name}\n`);
    expect(out).toContain("7 new.");
    expect(out).toContain("Keep a copy of XMSM_SALT in a safe place outside of the account");
    expect(code).toBe(0);
  });

  it("labels each version", async () => {
    await given.import(FILE, "--yes");
    const labels = NAMES.map((name) => given.ssm.labels(name));
    expect(new Set(labels.map(String)).size).toBe(1);
    expect(labels[0]).toEqual([[expect.stringMatching(/^import-\d{8}T\d{6}Z$/)]]);
  });

  it("writes nothing the second time, and needs no --yes for that", async () => {
    await given.import(FILE, "--yes");
    given.ssm.requests.length = 0;
    const { code, out } = await given.import(FILE);
    expect(out).toContain("7 unchanged.\nThere is nothing to write.");
    expect(given.writes()).toEqual([]);
    expect(code).toBe(0);
  });

  it("says by name what is new, changed, unchanged and only in SSM, and leaves the last alone", async () => {
    given.given({
      XMSM_SMTPPASS: `${SECRET}-old`,
      XMSM_SMTPUSER: "same",
      XMSM_OLD: SECRET,
      "/XMSM/old": SECRET,
      XMSMOTHER: SECRET,
    });
    const { out, code } = await given.import({ XMSM_CERT: "CN=x", XMSM_SMTPPASS: SECRET, XMSM_SMTPUSER: "same" }, "--yes");
    expect(out.split("\n").slice(1, 7)).toEqual([
      "  new          XMSM_CERT",
      "  changed      XMSM_SMTPPASS",
      "  unchanged    XMSM_SMTPUSER",
      "  only in SSM  /XMSM/old",
      "  only in SSM  XMSM_OLD",
      "1 new, 1 changed, 1 unchanged, 2 only in SSM.",
    ]);
    expect(given.ssm.values()).toEqual({
      "/XMSM/old": SECRET,
      XMSMOTHER: SECRET,
      XMSM_CERT: "CN=x",
      XMSM_OLD: SECRET,
      XMSM_SMTPPASS: SECRET,
      XMSM_SMTPUSER: "same",
    });
    expect(code).toBe(0);
  });

  it("asks on a terminal, and writes nothing for any answer but yes", async () => {
    for (const answer of ["", "no", "yess", "y e s"]) {
      given.answer = answer;
      const { code, err, out } = await given.import(FILE);
      expect(err).toContain("Shall it write 7 new? [yes/no] ");
      expect(out).toContain("Nothing is written.");
      expect(code).toBe(1);
    }
    expect(given.writes()).toEqual([]);
    given.answer = " Yes ";
    expect((await given.import(FILE)).code).toBe(0);
    expect(given.ssm.values()).toEqual(FILE);
  });

  it("writes nothing without a terminal and without --yes", async () => {
    const { code, err } = await given.import(FILE);
    expect(err).toContain("give --yes");
    expect(given.writes()).toEqual([]);
    expect(code).toBe(1);
  });

  it("prints one JSON document with names and no values", async () => {
    const { out, code } = await given.import(FILE, "--yes", "--json");
    const document = JSON.parse(out);
    expect(document).toMatchObject({ stack: "nonprod", product: "sm", deleted: [], label: expect.stringMatching(/^import-/) });
    expect(document.parameters).toContainEqual({
      name: "XMSM_SALT",
      change: "new",
      because: "",
      isOpen: false,
      isOnlyCopy: false,
    });
    expect(document.written.sort()).toEqual([...NAMES].sort());
    expect(code).toBe(0);
  });

  it("encrypts again what another key encrypted, though its value is the same", async () => {
    given.ssm.add("XMSM_SMTPPASS", SECRET, "alias/aws/ssm");
    const { out } = await given.import({ XMSM_SMTPPASS: SECRET }, "--yes");
    expect(out).toContain("changed      XMSM_SMTPPASS (another key encrypted it)");
    expect(given.ssm.parameters.get("XMSM_SMTPPASS")?.keyId).toBe(KEY);
  });

  it("takes the key's id for its ARN", async () => {
    given.ssm.add("XMSM_SMTPPASS", SECRET, KEY.replace(/.*\//, ""));
    expect((await given.import({ XMSM_SMTPPASS: SECRET })).out).toContain("unchanged    XMSM_SMTPPASS");
  });

  it("writes nothing at all where a parameter is no SecureString, and says what to do", async () => {
    given.ssm.add("XMSM_SMTPPASS", "x", KEY, "String");
    const { code, out } = await given.import(FILE, "--yes");
    expect(out).toContain("blocked      XMSM_SMTPPASS (it is no SecureString, and AWS cannot make it one: delete it in SSM");
    expect(given.writes()).toEqual([]);
    expect(code).toBe(1);
  });

  it("says what of the file it did not read", async () => {
    const { out } = await given.importFile(`<r><Version>${SECRET}</Version>\n<s name="XMSM_A">1</s></r>`, "--yes");
    expect(out).toContain("Not read, as they are no entries: the elements at line 1, column 4.");
  });

  it("goes on where it stopped: what was written is unchanged then", async () => {
    given.ssm.refuse = (action, { Name }) =>
      action === "PutParameter" && Name === "XMSM_SMTPPASS"
        ? { name: "AccessDeniedException", message: "not authorized to perform: ssm:PutParameter" }
        : undefined;
    const { code, err } = await given.import(FILE, "--yes");
    expect(err).toContain("It stopped: XMSM_SMTPPASS: AccessDeniedException: not authorized to perform: ssm:PutParameter.");
    expect(err).toMatch(/Until then: \d written, 0 deleted: .*XMSM_.*\. Run the same command again to go on\./);
    expect(code).toBe(3);
    expect(given.ssm.labels("XMSM_SALT").flat()).toEqual([]);
    const written = given.ssm.parameters.size;
    given.ssm.refuse = () => undefined;
    const second = await given.import(FILE, "--yes");
    expect(second.out).toContain(`${7 - written} new, ${written} unchanged.`);
    expect(second.code).toBe(0);
    expect(given.ssm.values()).toEqual(FILE);
    expect([...given.ssm.parameters.values()].every(({ versions }) => versions.length === 1)).toBe(true);
  });

  it("labels what it wrote when only the labels had failed", async () => {
    given.ssm.refuse = (action) =>
      action === "LabelParameterVersion" ? { name: "InternalServerError", message: SECRET } : undefined;
    const first = await given.import(FILE, "--yes");
    expect(first.err).toContain("InternalServerError.");
    expect(first.code).toBe(3);
    given.ssm.refuse = () => undefined;
    given.answer = "yes";
    const { err, code } = await given.import(FILE);
    expect(err).toContain("only label the parameters");
    expect(code).toBe(0);
    for (const name of NAMES) expect(given.ssm.labels(name)).toEqual([[expect.stringMatching(/^import-/)]]);
  });

  it("repeats nothing that AWS says of a value", async () => {
    given.ssm.refuse = (action, { Value }) =>
      action === "PutParameter" ? { name: "ValidationException", message: `Value '${Value}' at 'value' failed` } : undefined;
    const { err, code } = await given.import({ XMSM_A: SECRET }, "--yes", "--json");
    expect(err).toContain("It stopped: XMSM_A: ValidationException.");
    expect(code).toBe(3);
  });

  it("tries again when AWS asks it to slow down", async () => {
    let times = 0;
    given.ssm.refuse = (action) =>
      action === "PutParameter" && times++ < 2 ? { name: "ThrottlingException", message: "Rate exceeded" } : undefined;
    expect((await given.import({ XMSM_A: "1" }, "--yes")).code).toBe(0);
    expect(times).toBe(3);
  });

  it("does not overwrite a parameter that somebody made in the meantime", async () => {
    given.ssm.refuse = (action) => {
      if (action === "PutParameter" && !given.ssm.parameters.has("XMSM_A")) given.given({ XMSM_A: "theirs" });
      return undefined;
    };
    const { err, code } = await given.import({ XMSM_A: "mine" }, "--yes");
    expect(err).toContain("XMSM_A: ParameterAlreadyExists");
    expect(given.ssm.value("XMSM_A")).toBe("theirs");
    expect(code).toBe(3);
  });

  it("says that it could not look where AWS refuses to list", async () => {
    given.ssm.refuse = (action) =>
      action === "DescribeParameters" ? { name: "AccessDeniedException", message: "no" } : undefined;
    const { err, code } = await given.import(FILE, "--yes");
    expect(err).toBe("AWS did not say which parameters begin with XMSM: AccessDeniedException: no.");
    expect(code).toBe(3);
  });
});

describe("a file that is refused", () => {
  it.each<[string, Record<string, string>, string]>([
    [
      "a name of another product",
      { XMAD_SALT: SECRET },
      'must begin with "XMSM" or "/XMSM", as Subscription Manager can read no other; it begins with the prefix of App Designer (--product ad)',
    ],
    ["a name without the prefix", { [SECRET]: "x" }, 'the name must begin with "XMSM" or "/XMSM"'],
    ["a name in another case", { xmsm_SALT: SECRET }, 'the name must begin with "XMSM"'],
    ["a blank in a name", { "XMSM_A B": SECRET }, "the name must be letters, digits"],
    ["control characters in a name", { [`XMSM_\u009b31m\u202e${SECRET}`]: "x" }, "the name must be letters, digits"],
    ["a slash in the middle alone", { "XMSM/a": SECRET }, 'a name with "/" must begin with one'],
    ["an empty level", { "/XMSM//a": SECRET }, 'a name with "/" must begin with one'],
    ["a slash at the end", { "/XMSM/a/": SECRET }, 'a name with "/" must begin with one'],
    ["16 levels", { [`/XMSM${"/a".repeat(15)}`]: SECRET }, "the name must have at most 15 levels"],
    ["951 characters", { [`XMSM_${"a".repeat(946)}`]: SECRET }, "the name must have at most 950 characters"],
    [
      "4097 bytes",
      { XMSM_A: `${SECRET}${"\u00e4".repeat(2045)}` },
      "the value has 4098 bytes, and a standard parameter takes 4096: store it by hand",
    ],
    ["a reference to a parameter", { XMSM_A: `{{ssm:${SECRET}}}` }, 'the value has "{{" and "}}"'],
  ])("is one with %s", async (_, entries, expected) => {
    const { code, err, out } = await given.import({ XMSM_FINE: "1", ...entries }, "--yes");
    expect(err).toContain("App Secrets.xml, line 3, column 1: ");
    expect(err).toContain(expected);
    expect(out).toBe("");
    expect(given.ssm.requests).toEqual([]);
    expect(code).toBe(1);
  });

  it("has one name twice with different values; twice the same is one", async () => {
    const twice = (other: string) => `<r><a name="XMSM_A" value="${SECRET}"/>\n<a name="XMSM_A">${other}</a></r>`;
    const { err } = await given.importFile(twice("other"), "--yes");
    expect(err).toContain("line 2, column 1: the entry has the name of line 1, column 4 and another value");
    const { out } = await given.importFile(twice(SECRET), "--yes");
    expect(out).toContain("1 new.");
  });

  it("takes 15 levels, 4096 bytes and every character that SSM takes", async () => {
    const fine = { [`/XMSM${"/a".repeat(14)}`]: "a".repeat(4096), "XMSM_a.B-1": "1", XMSMwithout: "2", "/XMSMx/y": "3" };
    expect((await given.import(fine, "--yes")).code).toBe(0);
    expect(given.ssm.values()).toEqual(fine);
    expect((await given.import(fine)).out).toContain("4 unchanged.");
  });

  it("is told in JSON by its places", async () => {
    const { out } = await given.importFile(`<r><s name="${SECRET}"/></r>`, "--json");
    expect(JSON.parse(out)).toMatchObject({ product: "sm", problems: [{ at: { line: 1, column: 4 } }] });
  });

  it("cannot be read, or is not named, or is named for a roll-back", async () => {
    expect(await given.run("nowhere.xml")).toMatchObject({ code: 2, err: "nowhere.xml cannot be read: ENOENT." });
    expect(await given.run()).toMatchObject({ code: 2 });
    expect(await given.run("--roll-back", "x.xml")).toMatchObject({ code: 2, err: "--roll-back takes no file" });
    expect(given.ssm.requests).toEqual([]);
  });

  it("is refused before it is read where it is a large one", async () => {
    const { err, code } = await given.importFile(" ".repeat(1024 * 1024 + 1));
    expect(err).toContain("line 1, column 1: the file is larger than 1048576 bytes");
    expect(code).toBe(1);
  });
});

describe("SALT and the encryption key", () => {
  const OTHER = { XMSM_SALT: `${SECRET}-2`, "/XMSM/xmpro/appDesigner/encryptionKey": `${SECRET}-3`, XMSM_A: "1" };

  it("keep the value that SSM has, with the reason, while the rest is written", async () => {
    await given.import(FILE, "--yes");
    const { out, code } = await given.import({ ...FILE, ...OTHER }, "--yes");
    expect(out).toContain(
      "kept         XMSM_SALT (--replace-salt writes the other value, but what XMPro has encrypted with the present value can never be read again after that)",
    );
    expect(out).toContain("SSM holds the only copy of XMSM_SALT that is known here.");
    expect(out).toContain("(--replace-encryption-key writes the other value");
    expect(given.ssm.values()).toEqual({ ...FILE, XMSM_A: "1" });
    expect(code).toBe(1);
  });

  it.each([
    ["--replace-salt", "XMSM_SALT"],
    ["--replace-encryption-key", "/XMSM/xmpro/appDesigner/encryptionKey"],
  ] as const)("are overwritten with %s, one and not the other", async (flag, name) => {
    await given.import(FILE, "--yes");
    const { out } = await given.import({ ...FILE, ...OTHER }, "--yes", flag);
    expect(out).toContain(
      `changed      ${name} (what XMPro has encrypted with the present value can never be read again after that)`,
    );
    expect(given.ssm.values()).toEqual({ ...FILE, XMSM_A: "1", [name]: OTHER[name] });
  });

  it.each(["XMSM_salt", "/XMSM/xmpro/SALT", "XMSM-EncryptionKey", "/XMSM/xmpro/XMCryptography/TripleDES/Key"])(
    "are known by the end of the name: %s",
    async (name) => {
      given.given({ [name]: SECRET });
      await given.import({ [name]: "other", XMSM_A: "1" }, "--yes");
      expect(given.ssm.value(name)).toBe(SECRET);
    },
  );

  it("are not what only ends alike", async () => {
    given.given({ XMSM_BASALT: "1", XMSM_API_KEY: "1", "/XMSM/xmpro/xmidentity/client/sharedkey": "1" });
    const { out } = await given.import(
      { XMSM_BASALT: "2", XMSM_API_KEY: "2", "/XMSM/xmpro/xmidentity/client/sharedkey": "2" },
      "--yes",
    );
    expect(out).toContain("3 changed.");
  });

  it("are never pruned, and a warning says that SSM holds the only copy", async () => {
    await given.import({ ...FILE, XMSM_OLD: "1" }, "--yes");
    const { out } = await given.import({ XMSM_REDIS: "-" }, "--yes", "--prune");
    expect(Object.keys(given.ssm.values())).toEqual(["/XMSM/xmpro/appDesigner/encryptionKey", "XMSM_REDIS", "XMSM_SALT"]);
    expect(out).toContain("SSM holds the only copy of XMSM_SALT that is known here.");
    expect(out).toContain("only in SSM  XMSM_OLD (--prune deletes it, and its versions with it)");
  });
});

describe("--prune", () => {
  it("asks, and deletes what is only in SSM, more than ten at a time too", async () => {
    const old = Object.fromEntries(Array.from({ length: 23 }, (_, index) => [`XMSM_OLD${index}`, "1"]));
    given.given({ XMSM_A: "1", ...old, XMSMOTHER: "theirs", XMAD_A: "1" });
    given.answer = "yes";
    const { err, code } = await given.import({ XMSM_A: "1" }, "--prune");
    expect(err).toContain("Shall it delete 23? [yes/no]");
    expect(Object.keys(given.ssm.values())).toEqual(["XMAD_A", "XMSMOTHER", "XMSM_A"]);
    expect(code).toBe(0);
  });
});

describe("a value that the stack knows", () => {
  const at = (host: string, password = SECRET) => `Server=${host};Initial Catalog=SM;User ID=sa;Password=${password}`;
  const MINE = at("db.example.internal");

  it("is written where SSM has none and it is the stack's", async () => {
    expect((await given.import({ XMSM_SQLSERVER: MINE }, "--yes")).code).toBe(0);
    expect(given.ssm.value("XMSM_SQLSERVER")).toBe(MINE);
  });

  it("is not written where it is for another stack, and the product has none then", async () => {
    const { out, code } = await given.import({ XMSM_SQLSERVER: at("old.example.internal"), XMSM_A: "1" }, "--yes");
    expect(out).toContain("stale        XMSM_SQLSERVER (the stack's database server is db.example.internal,1433; SSM has none)");
    expect(given.ssm.values()).toEqual({ XMSM_A: "1" });
    expect(code).toBe(1);
  });

  it("stays as SSM has it where that is the stack's: a stale one in the file is pointed out", async () => {
    given.given({ XMSM_SQLSERVER: MINE });
    const { out, code } = await given.import({ XMSM_SQLSERVER: at("old.example.internal"), XMSM_A: "1" }, "--yes");
    expect(out).toContain("(the stack's database server is db.example.internal,1433; SSM's stays)");
    expect(given.ssm.value("XMSM_SQLSERVER")).toBe(MINE);
    expect(code).toBe(0);
  });

  it("stays as SSM has it where the file has another login for the same server", async () => {
    given.given({ XMSM_SQLSERVER: MINE });
    const { out, code } = await given.import({ XMSM_SQLSERVER: at("db.example.internal", "other"), XMSM_A: "1" }, "--yes");
    expect(out).toContain("kept         XMSM_SQLSERVER (the stack's; --take-stack-values writes the other value)");
    expect(given.ssm.value("XMSM_SQLSERVER")).toBe(MINE);
    expect(code).toBe(0);
  });

  it("takes the place of a stale one in SSM", async () => {
    given.given({ XMSM_SQLSERVER: at("old.example.internal") });
    const { out, code } = await given.import({ XMSM_SQLSERVER: MINE }, "--yes");
    expect(out).toContain("changed      XMSM_SQLSERVER (SSM's is stale: the stack's database server is");
    expect(given.ssm.value("XMSM_SQLSERVER")).toBe(MINE);
    expect(code).toBe(0);
  });

  it.each(["the same", "too"])("is a failure where SSM has %s stale one", async (which) => {
    given.given({ XMSM_SQLSERVER: at("old.example.internal", which === "too" ? "another" : SECRET) });
    const { out, code } = await given.import({ XMSM_SQLSERVER: at("old.example.internal") }, "--yes");
    expect(out).toContain(which === "too" ? "SSM's is stale too" : "SSM has the same");
    expect(code).toBe(1);
  });

  it("is written as the file has it with --take-stack-values", async () => {
    given.given({ XMSM_SQLSERVER: MINE });
    const { code } = await given.import({ XMSM_SQLSERVER: at("cname.example.com") }, "--yes", "--take-stack-values");
    expect(given.ssm.value("XMSM_SQLSERVER")).toBe(at("cname.example.com"));
    expect(code).toBe(0);
  });

  const STALE = "stale";
  const NEW = "new";
  it.each<[string, string, string, string?]>([
    ["XMSM_SQLSERVER", "Data Source=tcp:DB.example.internal,1433;User ID=x", NEW],
    ["XMSM_SQLSERVER", "user id=x;SERVER = db.example.internal ;Encrypt=True", NEW],
    ["XMSM_SQLSERVER", "Address='db.example.internal,1433';Password=\"a;Server=x\"", NEW],
    ["XMSM_SQLSERVER", 'Server=db.example.internal;Password="a;Server=x";Server=other', STALE],
    ["XMSM_SQLSERVER", "Server=db.example.internal,1434", STALE],
    ["XMSM_SQLSERVER", "Server=db.example.internal\\SQLEXPRESS", STALE],
    ["XMSM_SQLSERVER", "Password=x", STALE],
    ["XMSM_SQLSERVER", "not a connection string", STALE],
    ["/XMSM/xmpro/data/connectionString", "Server=tcp:other,1433;", STALE],
    ["/XMSM/xmpro/xmsettings/data/connectionString", "Server=tcp:db.example.internal,1433;", NEW],
    ["/XMSM/ApplicationInsights/ConnectionString", "InstrumentationKey=1", NEW],
    ["XMSM_REDIS", "redis.example.internal:6379,password=x,ssl=True,abortConnect=False", NEW],
    ["XMSM_REDIS", "redis.example.internal,password=x", NEW],
    ["XMSM_REDIS", "redis.example.internal:6379,other:6379", STALE],
    ["XMSM_REDIS", "other:6379,password=x", STALE],
    ["/XMSM/xmpro/autoScale/connectionString", "password=x", STALE],
    ["/XMSM/xmpro/autoScale/enabled", "False", NEW],
    ["/XMSM/xmpro/autoScale/enabled", "true", STALE],
    ["XMSM_DNSName", "https://sm.example.com/", NEW],
    ["XMSM_DNSName", "sm.example.com", NEW],
    ["XMSM_DNSName", "https://sm.example.com:443", NEW],
    ["XMSM_DNSName", "http://sm.example.com", STALE],
    ["XMSM_DNSName", "https://SM.example.com", STALE],
    ["XMSM_DNSName", "https://sm.example.com:8443", STALE],
    ["XMSM_DNSName", "https://sm.example.com.evil.example", STALE],
    ["XMSM_DNSName", "https://sm.example.com@evil.example", STALE],
    ["/XMAD/xmpro/xmidentity/client/baseUrl", "https://ad.example.com", NEW, "ad"],
    ["/XMAD/xmpro/xmidentity/client/baseUrl", "https://sm.example.com", STALE, "ad"],
    ["/XMAD/xmpro/xmidentity/server/baseUrl", "https://sm.example.com", NEW, "ad"],
    ["/XMAD/xmpro/xmidentity/server/baseUrl", "https://ad.example.com", STALE, "ad"],
    ["/XMAD/xmpro/dataStreamDesigner/server/baseUrl", "https://ds.example.com", NEW, "ad"],
    ["/XMDS/xmpro/appDesigner/server/baseUrl", "https://sm.example.com", STALE, "ds"],
  ])("is compared with the stack: %s is %s", async (name, value, change, product = "sm") => {
    const { out } = await given.import({ [name]: value }, "--yes", "--product", product);
    expect(out.split("\n")[1]).toContain(`  ${change} `);
    expect(given.ssm.value(name)).toBe(change === NEW ? value : undefined);
  });

  it("is Redis where the stack's auto scale is on", async () => {
    given.outputs = { ...OUTPUTS, autoScale: true };
    const { out, code } = await given.import({ XMSM_REDIS: "-", XMSM_AutoScaleEnable: "false" }, "--yes");
    expect(out).toContain("2 stale.");
    expect(out).toContain("XMSM_AutoScaleEnable (the stack's setting autoScale is true; SSM has none)");
    expect(code).toBe(1);
  });

  it("is not judged for auto scale where an older version deployed the stack", async () => {
    const { autoScale, ...older } = OUTPUTS;
    given.outputs = older;
    expect((await given.import({ XMSM_REDIS: "-", XMSM_AutoScaleEnable: "true" }, "--yes")).out).toContain("2 new.");
  });
});
