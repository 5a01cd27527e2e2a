import { describe, expect, it } from "vitest";
import { leavesOf } from "../../../../infra/policy/read/leaves.ts";
import { assignsSecret, holdsSecret, looksLikeSecret } from "../../../../infra/policy/read/secret-values.ts";
import { TLS_POLICIES } from "../../../../infra/policy/read/tls-policies.ts";
import { fc } from "../../../support/fast-check.ts";
import { deployStack } from "../../../support/program/deploy-stack.ts";

const KEY_ID = `AKIA${"IOSFODNN7EXAMPLE".replace(/[^A-Z2-7]/g, "A")}`;
/** Each is built here, so that no scanner of secrets finds one in this file. */
const SECRETS: readonly string[] = [
  `-----BEGIN ${"PRIVATE"} KEY-----\nMIIEvQ`,
  `-----BEGIN RSA ${"PRIVATE"} KEY-----\\nMIIEvQ`,
  `-----BEGIN OPENSSH ${"PRIVATE"} KEY-----`,
  `-----BEGIN PGP ${"PRIVATE"} KEY BLOCK-----`,
  KEY_ID,
  KEY_ID.replace("AKIA", "ASIA"),
  ["wJalrXUtnFEMI", "K7MDENG", "bPxRfiCYEXAMPLEKEY"].join("/"),
  ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0In0", "c2lnbmF0dXJl"].join("."),
  `ghp_${"a1B2".repeat(9)}`,
  `xoxb-${"1234567890"}-abc`,
  `https://hooks.slack.com/services/T000/B000/${"aB3".repeat(8)}`,
  "curl -u admin:hunter2 https://example.com",
  "curl -u admin:$ummer2026 https://example.com",
  "curl.exe --user=admin:hunter2 https://example.com",
  "sqlcmd -S db -U sa -P hunter2 -Q 'select 1'",
  "redis-cli -h cache -a hunter2 ping",
  "redis-cli --pass hunter2 ping",
  "mysql -u root -phunter2 xmpro",
  "mysqldump -h db -p'hunter2' xmpro",
  "sshpass -p hunter2 ssh host",
  "docker login -u me -p hunter2 registry.example.com",
  "openssl pkcs12 -in a.pfx -passin pass:hunter2",
  "net user operator hunter2 /add",
  'NET USER "My Operator" "hunter2" /add',
  "net.exe use \\\\host\\share hunter2 /user:me",
  "net use * \\\\host\\share /user:me hunter2",
  "cmdkey /add:host /user:me /pass:hunter2",
  "Server=db;Database=SM;Password=$ummer2026",
  "Server=db;Database=SM;Password=%ummer2026",
  "Server=db;Database=SM;Password={ummer2026",
  "Server=db;Database=SM;Password=(ummer2026",
  "Server=db;Database=SM;Password=<ummer2026",
  "Server=db;Database=SM;Password=get-2026",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of a shell with a value of its own
  "Server=db;Database=SM;Password=${PASSWORD:-hunter2}",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of a shell with a value behind it
  "Server=db;Database=SM;Password=${PREFIX}hunter2",
  "curl -H 'Authorization: Bearer abcdefghijkl' https://example.com",
  "rediss://:hunter2@cache.example.com:6379",
  "postgres://xmpro:hunter2@db/sm",
  "https%3A%2F%2Fxmpro%3Ahunter2%40example.com",
  "Server=tcp:db,1433;Database=SM;User ID=xmpro;Password=hunter2;Encrypt=True",
  "server=db;pwd=hunter2",
  "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=aHVudGVyMg==",
  "Endpoint=sb://acme/;SharedAccessKeyName=root;SharedAccessKey=aHVudGVyMg=",
  "cache:6379,password=hunter2,ssl=True",
  Buffer.from("Server=db;Database=SM;Password=hunter2").toString("base64"),
  Buffer.from("rediss://:hunter2@cache.example.com:6379").toString("base64url"),
];

const VALUES: readonly string[] = [
  "--password=hunter2",
  "password=$ummer2026",
  "<Password>hunter2</Password>",
  '<DbPassword xsi:type="xsd:string">hunter2</DbPassword>',
  "<AdministratorPassword><Value>hunter2</Value><PlainText>true</PlainText></AdministratorPassword>",
  '<add key="DbPassword" value="hunter2" />',
  "<add value='hunter2' name='ad:ClientSecret'/>",
  '{"ParameterKey": "DbPassword", "ParameterValue": "hunter2"}',
  '{"clientSecret":"hunter2"}',
  "user=xmpro password=hunter2",
  "api_key = hunter2",
  // Thirty-two random characters each.
  "q7Wm2XbT9kLpR4vZ8nYcH3sDfG6jQa1E",
  "0oN3x9Bf7KzTtQm5VdYw2RjHsLc8Pg4U",
  "mX4+Jt8/Wq2ZbN6cKf0RvLpY7hSgTd3=",
];

const HARMLESS: readonly string[] = [
  "",
  "arn:aws:ssm:us-east-1:123456789012:parameter/xmpro-prod/database/password",
  "arn:aws:acm:us-east-1:111122223333:certificate/11112222-3333-4444-5555-666677778888",
  `registry.example.com/relay@sha256:${"0123456789abcdef".repeat(4)}`,
  "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
  "https://sm.example.com/path:8080/@user?mail=a@b.example.com",
  "rediss://cache.example.com:6379",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of a shell
  "rediss://:${TOKEN}@cache.example.com:6379",
  "Server=db;Database=SM;Integrated Security=true",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of a shell
  "Server=db;Database=SM;Password=${PASSWORD}",
  "curl -u $USER:$PASSWORD https://example.com",
  "curl -H 'Authorization: Bearer $TOKEN' https://example.com",
  "Password of the SQL Server login xmadmin",
  ...TLS_POLICIES,
  "Ec2SecurityGroupV2Https443Listener",
  "ECSServiceAverageCPUUtilization",
  "$password = Get-SSMParameterValue -Name /xmpro/password",
  "Server=db;Database=SM;Password=$DB_PASSWORD;",
  "Server=db;Database=SM;Password=$DB2_PASSWORD",
  "Server=db;Database=SM;Password=%DB_PASSWORD%;",
  "Server=db;Database=SM;Password={0};",
  "Server=db;Database=SM;Password={{resolve:secretsmanager:db}}",
  "Server=db;Database=SM;Password=<your password>",
  "Server=db;Database=SM;Password=$($secret.Password)",
  "Server=db;Database=SM;Password=$secret.Password;",
  "redis-cli -a $REDIS_TOKEN ping",
  "mysql -u root -p xmpro --port 3306",
  "net user operator /active:no",
  "net user operator * /add",
  "net use \\\\host\\share",
  "PASSWORD=\nHOST=db",
  '<add key="DbPasswordRotation" value="30" />',
  "<Password>$(DbPassword)</Password>",
  "<PasswordPolicy>strong</PasswordPolicy>",
  '{"name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:us-east-1:123456789012:parameter/p"}',
  "64bit Windows Server 2022 v2.23.5 running IIS 10.0",
  "6B29FC40-CA47-1067-B31D-00DD010662DA",
];

describe("holdsSecret", () => {
  it("finds a secret by its form, anywhere in a text", () => {
    const before = fc.constantFrom("", " ", "\n", '"', "<!-- ", "value: ");
    const after = fc.constantFrom("", " ", "\n", '"', " -->", ".");
    fc.assert(
      fc.property(fc.constantFrom(...SECRETS.slice(0, 15)), before, after, (secret, start, end) => {
        expect(holdsSecret(`${start}${secret}${end}`)).toBe(true);
      }),
    );
  });

  it.each(SECRETS)("finds secret %#", (secret) => {
    expect(holdsSecret(secret)).toBe(true);
    expect(looksLikeSecret(secret)).toBe(true);
  });

  it.each(HARMLESS)("finds none in %s", (text) => {
    expect(holdsSecret(text)).toBe(false);
  });
});

const SCRIPTS: readonly string[] = [
  "export DB_PASSWORD=sentinel-1",
  "setx DB_PASSWORD sentinel-1 /M",
  '[Environment]::SetEnvironmentVariable("DB_PASSWORD", "sentinel-1", "Machine")',
  "install.exe --admin-password sentinel-1",
  "New-Thing -Password sentinel-1",
  "secret: sentinel-1",
  "'token' => 'sentinel-1'",
  "ConvertTo-SecureString 'sentinel-1' -AsPlainText -Force",
  "ConvertTo-SecureString -AsPlainText -Force 'sentinel-1'",
  "ConvertTo-SecureString -AsPlainText sentinel-1 -Force",
  'ConvertTo-SecureString -Force -AsPlainText -String "sentinel-1"',
  "'sentinel-1' | ConvertTo-SecureString -AsPlainText -Force",
  "echo sentinel-1 | ConvertTo-SecureString -AsPlainText -Force",
  "[Net.NetworkCredential]::new('me', 'sentinel-1')",
  "New-Object System.Net.NetworkCredential('me', 'sentinel-1')",
  Buffer.from("$password = 'sentinel-1'", "utf16le").toString("base64"),
];

const HARMLESS_SCRIPTS: readonly string[] = [
  "TOKEN=`curl -X PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60'`",
  'curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/',
  "$token = Invoke-RestMethod -Method PUT -Uri http://169.254.169.254/latest/api/token",
  "ConvertTo-SecureString $password -AsPlainText -Force",
  "ConvertTo-SecureString -String $env:DB_PASSWORD -AsPlainText -Force",
  "$pw | ConvertTo-SecureString -AsPlainText -Force",
  "$credential = New-Object PSCredential('me', $secure)",
  "password = config.get('password')",
  "$password = [System.Web.Security.Membership]::GeneratePassword(32, 4)",
  "password: !Ref DbPassword",
  "if [ $PASSWORD == '' ]; then exit 1; fi",
  "install.exe --password $DB_PASSWORD --token-file /run/token",
  "docker login --username AWS --password-stdin registry.example.com",
  "setx DB_PASSWORD %1",
  "password = true",
];

describe("assignsSecret", () => {
  it.each([...SECRETS, ...VALUES.slice(0, 10), ...SCRIPTS])("finds the secret in script %#", (text) => {
    expect(assignsSecret(text)).toBe(true);
  });

  it.each([...HARMLESS, ...HARMLESS_SCRIPTS])("finds none in %s", (text) => {
    expect(assignsSecret(text)).toBe(false);
  });
});

describe("looksLikeSecret", () => {
  it.each(VALUES)("finds secret %#, which only a variable makes one", (value) => {
    expect(looksLikeSecret(value)).toBe(true);
    expect(holdsSecret(value)).toBe(false);
  });

  it.each(HARMLESS)("finds none in %s", (text) => {
    expect(looksLikeSecret(text)).toBe(false);
  });

  it("gives no alarm for GUIDs, digests, numbers, host names, addresses and ARNs", () => {
    const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 32, maxLength: 64 });
    const harmless = fc.oneof(
      fc.uuid(),
      hex,
      hex.map((digest) => `relay@sha256:${digest}`),
      fc.integer().map(String),
      fc.domain(),
      fc.webUrl({ withQueryParameters: true, withFragments: true, validSchemes: ["https", "rediss"] }),
      fc.emailAddress(),
      fc.uuid().map((id) => `arn:aws:kms:us-east-1:123456789012:key/${id}`),
    );
    fc.assert(
      fc.property(harmless, (text) => !looksLikeSecret(text)),
      { numRuns: 500 },
    );
  });

  it.each(["prod", "nonprod"] as const)(
    "gives no alarm for the values of an environment, a task and their labels in %s",
    async (stack) => {
      const { resources } = await deployStack(stack);
      const open = resources.filter(({ type }) => /:(Environment|TaskDefinition|Cluster|Service|Bucket)$/.test(type));
      const texts = open.flatMap(({ inputs }) =>
        leavesOf(inputs).flatMap(({ value }) => (typeof value === "string" ? [value] : [])),
      );
      expect(texts.length).toBeGreaterThan(100);
      expect(texts.filter(looksLikeSecret)).toEqual([]);
    },
  );
});
