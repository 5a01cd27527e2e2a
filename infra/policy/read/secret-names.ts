const SECRET_WORDS =
  /^(pass(word|wd|phrase|code)?s?|pwds?|pw|passwort|secrets?|tokens?|keys?|apikeys?|credentials?|creds?|seeds?|salts?|jwts?|bearer|auth)$/;
/** A name without separators: "SMTPPASS", "PGPASSWORD", "CLIENTSECRET". "Bypass" and "compass" are none. */
const SECRET_ENDS = /(password|passwd|passphrase|secret|token|(smtp|db|sql|mail|redis|user|admin|root)pass|pwd)$/;
/** The older name of the relay's secret, which none of the words matches. */
const SECRET_NAMES: readonly string[] = ["server_id"];
const SECRET_PHRASE =
  /connectionstring|privatekey|accesskey|apikey|authtoken|password|passphrase|sharedkey|secretkey|encryptionkey|signingkey|masterkey|hmackey/;
/** `SECRET_ARN`, `TokenName`, `AUTH_MODE`, `TOKEN_TTL`: something about a secret, not its value. */
const ABOUT_A_SECRET =
  /^(arns?|names?|paths?|prefix|files?|dir|directory|urls?|uris?|endpoints?|hosts?|versions?|ttl|expiry|length|size|count|days|hours|minutes|seconds|ms|enabled|required|policy|algorithm|alias|modes?|types?|providers?|schemes?|methods?|issuers?|audiences?|scopes?|patterns?|columns?|fields?|formats?|rotation)$/;
/** `KMS_KEY_ID`: it names a key. The id of an access key is half of a secret, and whoever finds one looks for the other half. */
const NAMES_A_KEY = /keyid$/;
const ACCESS_KEY_ID = /accesskeyid$/;

/** True for names such as "DB_PASSWORD", "sharedKey", "/SM/xmpro/connectionString". */
export function isSecretName(name: string): boolean {
  const leaf =
    name
      .split(/[/:]|__|--/)
      .filter((part) => part.trim() !== "")
      .at(-1) ?? "";
  const words = leaf
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    // In "pass-through" and "PASS_HEADERS", "pass" is no password.
    .replace(/pass[^a-z0-9]+(through|headers?|routes?)/, "pass$1")
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  if (SECRET_NAMES.includes(leaf.toLowerCase())) return true;
  const joined = words.join("");
  if (ABOUT_A_SECRET.test(words.at(-1) ?? "")) return false;
  if (NAMES_A_KEY.test(joined) && !ACCESS_KEY_ID.test(joined)) return false;
  return words.some((word) => SECRET_WORDS.test(word) || SECRET_ENDS.test(word)) || SECRET_PHRASE.test(joined);
}

/** Of a KMS key. */
const ALIAS = /^alias\/[\w/-]+$/;
const ARN = /^arn:aws[a-z-]*:(ssm|secretsmanager|kms|s3|iam|acm|sns|sqs):[a-z0-9-]*:(\d{12})?:\S+$/;

/** True for a value that is no secret whatever its name is: nothing, a reference, on and off. */
export function isHarmless(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  const text = String(value).trim();
  return text === "" || ARN.test(text) || ALIAS.test(text) || /^(true|false)$/i.test(text);
}
