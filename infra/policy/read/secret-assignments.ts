// Forms in which a text gives a secret to something. The last group of each is the secret.

/** `rediss://user:password@host`. What comes before a path alone counts. */
const URL_PASSWORD = /[a-z][a-z0-9+.-]*:\/\/[^\s/?#@"']*?:([^\s/?#@"']+)@/gi;
/** `Server=…;Password=…`, `AccountName=…;AccountKey=…`: a password beside the place that it opens. */
const CONNECTION_STRING =
  /(?:server|data source|address|host|endpoint|accountname|initial catalog|database)\s*=[^;]*;(?:[^;]*;)*?\s*(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*([^;]+)/gi;
/** `cache:6379,password=…`, as StackExchange.Redis takes it. */
const REDIS_STRING = /:\d+,(?:[^\s,]*,)*?password=([^\s,]+)/gi;

/** Up to the end of one command of a script. */
const REST = "[^\\n|;&]*?\\s";
const VALUE = "[\"']?([^\\s\"']+)";
/** A word that is no option and no asterisk, with which a program asks for the password. */
const WORD = "[\"']?([^\\s\"'/*;|&-][^\\s\"']*)";

/** Programs with an option for the password of its own. Their letters are upper or lower case. */
const COMMANDS: readonly RegExp[] = [
  `\\bcurl(?:\\.exe)?\\b${REST}(?:-u|--user|--proxy-user)[\\s=]*["']?[^\\s:"']+:([^\\s"']+)`,
  `\\b(?:sqlcmd|SQLCMD|osql|OSQL|bcp|BCP)(?:\\.exe)?\\b${REST}-P\\s*${VALUE}`,
  `\\bredis-cli\\b${REST}(?:-a|--pass)[\\s=]+${VALUE}`,
  `\\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)\\b${REST}-p${VALUE}`,
  `\\bsshpass\\s+-p\\s*${VALUE}`,
  `\\bdocker\\s+login\\b${REST}-p[\\s=]+${VALUE}`,
  `\\bopenssl\\b${REST}pass:${VALUE}`,
].map((form) => new RegExp(form, "g"));
/** Programs of Windows, in any case. */
const WINDOWS_COMMANDS: readonly RegExp[] = [
  `\\bnet1?(?:\\.exe)?[ \\t]+user[ \\t]+(?:"[^"\\n]+"|'[^'\\n]+'|[^\\s;|&/]+)[ \\t]+${WORD}`,
  `\\bnet1?(?:\\.exe)?[ \\t]+use[ \\t]+(?:[a-z*]:?[ \\t]+)?\\\\\\\\[^\\s;]+[ \\t]+${WORD}`,
  `\\bnet1?(?:\\.exe)?[ \\t]+use\\b[^\\n;|&]*?/user:[^\\s;]+[ \\t]+${WORD}`,
  `\\bcmdkey\\b[^\\n]*?/pass:${VALUE}`,
].map((form) => new RegExp(form, "gi"));

/** Forms that hold a secret in any text. */
export const CERTAIN_FORMS: readonly RegExp[] = [URL_PASSWORD, CONNECTION_STRING, REDIS_STRING, ...COMMANDS, ...WINDOWS_COMMANDS];

const NAME =
  "(?:password|passwd|pwd|passphrase|accountkey|sharedaccesskey|secret[_-]?(?:access[_-]?)?key|api[_-]?key|client[_-]?secret|auth[_-]?token|access[_-]?token)";
/** In the name of an element or a key, which is always one of a value. */
const KEY = `[\\w.:/-]*(?:${NAME}|secret|token)`;
const QUOTED = "[\"']([^\"'\\n]+)[\"']";
const KEY_FIELD = `["']?\\b(?:key|name|parameterkey)["']?\\s*[:=]\\s*["']${KEY}["']`;
const VALUE_FIELD = `["']?\\b(?:value|parametervalue)["']?\\s*[:=]\\s*${QUOTED}`;

/** `password=…` and `"password": "…"`, where nothing else is known, and the same as XML and as key and value. */
export const ASSIGNMENTS: readonly RegExp[] = [
  `[\\w.-]*${NAME}["']?(?:[ \\t]*=(?!=)>?[ \\t]*|["']\\s*:\\s*)["']?([^\\s;"',&]+)`,
  `<(${KEY})(?:\\s[^<>]*)?>\\s*([^<>\\s][^<>]*?)\\s*</\\1>`,
  `<${KEY}>\\s*<value>\\s*([^<>\\s][^<>]*?)\\s*</value>`,
  `${KEY_FIELD}[\\s,]*${VALUE_FIELD}`,
  `${VALUE_FIELD}[\\s,]*${KEY_FIELD}`,
].map((form) => new RegExp(form, "gi"));

/** The same in a script: more names, since what is behind one is a value of a program. Four characters at least. */
const SCRIPT_NAME = "(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[-_]?key|access[-_]?key|account[-_]?key|credentials?)";

export const SCRIPT_FORMS: readonly RegExp[] = [
  `${SCRIPT_NAME}["']?(?:[ \\t]*=(?!=)>?[ \\t]*|["']?[ \\t]*:[ \\t]*|\\s-?as\\s+)["']?([^\\s;"',&]{4,})`,
  // `--password …`, `-Token …`.
  `\\s--?[\\w-]*(?:password|passwd|passphrase|pwd|token|api-?key|secret-?key|client-?secret)[ \\t]+${WORD}`,
  `\\bsetx?[ \\t]+\\w*${SCRIPT_NAME}[ \\t]+${WORD}`,
  `SetEnvironmentVariable\\(\\s*["']\\w*${SCRIPT_NAME}["']\\s*,\\s*${QUOTED}`,
  // PowerShell's ways to write a password down, in each order of the arguments.
  `ConvertTo-SecureString\\b[^\\n|;)]*?\\s(?:-String[\\s:]+)?${QUOTED}`,
  `ConvertTo-SecureString\\b(?=[^\\n|;]*-AsPlainText)[^\\n|;]*?\\s(?:-String[\\s:]+)?([^\\s"'()|;-][^\\s"'|;)]*)`,
  `${QUOTED}\\s*\\|\\s*ConvertTo-SecureString`,
  `\\b(?:echo|write-output)\\s+${VALUE}["']?\\s*\\|\\s*ConvertTo-SecureString`,
  `NetworkCredential["']?\\]?(?:::new)?\\s*\\(\\s*["'][^"'\\n]*["']\\s*,\\s*${QUOTED}`,
].map((form) => new RegExp(form, "gi"));

/** True if the text has the form with a value that `isOther` does not take for the name of another one. */
export function assigns(form: RegExp, text: string, isOther: (value: string) => boolean): boolean {
  return [...text.matchAll(form)].some((match) => !isOther(match.at(-1) ?? ""));
}
