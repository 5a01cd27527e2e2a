/** What a scalar without quotes is. "unclear": YAML readers take the text for different values. */
export type PlainScalar = "text" | "number" | "boolean" | "nothing" | "unclear";

/** Few enough digits for every reader's numbers, and no other way to write the same number. */
const WHOLE = /^(0|-?[1-9]\d{0,14})$/;
const DECIMAL = /^-?(0|[1-9]\d{0,5})\.\d{0,5}[1-9]$/;

/** Words that YAML 1.1 and YAML 1.2 (section 10.3.2) give a meaning, in all the spellings that a reader may know. */
const WORD =
  /^(~|null|Null|NULL|y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|True|TRUE|False|FALSE|<<|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;
/** Numbers of YAML 1.1 and 1.2 once their underscores are taken out: decimal, in other bases, and with the base 60. */
const NUMBERS = [
  /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i,
  /^[-+]?0(x[\da-f]+|o[0-7]+|b[01]+)$/i,
  /^[-+]?\d+(:[0-5]?\d)+(\.\d*)?$/,
];
/** Dates and times of YAML 1.1, as loosely as Go reads them. */
const DATE = /^\d{4}-\d{1,2}-\d{1,2}((t|[ \t]+)\d{1,2}:\d{1,2}:\d{1,2}([.,]\d*)?([ \t]*(z|[-+]\d{1,2}(:?\d{2})?))?)?$/i;

/**
 * Says what a scalar without quotes is. Pulumi's engine, the offline preview and other YAML readers agree on all but the unclear
 * ones: the engine takes 0042 for 34, and YAML 1.2 for 42.
 */
export function classifyPlainScalar(source: string): PlainScalar {
  if (source === "") return "nothing";
  if (source === "true" || source === "false") return "boolean";
  if (WHOLE.test(source) || DECIMAL.test(source)) return "number";
  const digits = source.replaceAll("_", "");
  const isNumber = /^[-+.\d]/.test(source) && NUMBERS.some((form) => form.test(digits));
  return WORD.test(source) || isNumber || DATE.test(source) ? "unclear" : "text";
}
