import { type SaxesAttributeNS, SaxesParser } from "saxes";
import { ElementBeingRead } from "./element-being-read.ts";
import { type FileProblem, FileRefused, type Position, positionsIn } from "./file-refused.ts";
import type { SecretValue } from "./secret-value.ts";

/** One secret of the file. */
export interface Entry {
  readonly name: string;
  readonly value: SecretValue;
  /** Where its element begins. */
  readonly at: Position;
}

export interface SecretsFile {
  readonly entries: readonly Entry[];
  /** Elements with text that were not read as an entry, such as a heading. */
  readonly ignored: readonly Position[];
}

const MAX_DEPTH = 32;
const MAX_ENTRIES = 1000;

/**
 * Reads the entries of XMPro's App Secrets.xml. Its schema is not public, so every usual form is read, below any root, at any depth:
 *
 * - `<add key="N" value="V"/>`, with `name` or `id` in place of `key`;
 * - `<secret name="N">V</secret>`;
 * - `<setting name="N"><value>V</value></setting>`;
 * - `<secret><Name>N</Name><Value>V</Value></secret>`, with `Key` or `Id` in place of `Name`.
 *
 * Upper and lower case are the same in these words, and namespaces do not count. `id` is the name where there is no other. What looks like
 * an entry and is none (no value, two names) is refused, never left out. A DOCTYPE is refused whole, so there are no entities but XML's own
 * five and numbers: nothing is fetched, nothing grows.
 *
 * @throws FileRefused
 */
export function readEntries(text: string): SecretsFile {
  const entries: Entry[] = [];
  const ignored: Position[] = [];
  const problems: FileProblem[] = [];
  const open: ElementBeingRead[] = [];
  const positionAt = positionsIn(text);
  const parser = new SaxesParser({ xmlns: true });
  const refuse = (index: number, problem: string): never => {
    throw new FileRefused([{ at: positionAt(index), problem }]);
  };

  parser.on("error", ({ message }) => refuse(parser.position - 1, notWellFormed(message)));
  parser.on("doctype", () =>
    refuse(text.lastIndexOf("<!DOCTYPE", parser.position), "a DOCTYPE is not read: delete it, with all that it declares"),
  );
  parser.on("opentagstart", () => {
    // The parser is one character behind the name.
    const index = text.lastIndexOf("<", parser.position - 1);
    if (open.length === MAX_DEPTH) refuse(index, `elements are nested more than ${MAX_DEPTH} deep`);
    open.push(new ElementBeingRead(index));
  });
  parser.on("opentag", ({ local, attributes }) =>
    open.at(-1)?.begin(local, Object.values(attributes as Record<string, SaxesAttributeNS>)),
  );
  parser.on("text", (piece) => open.at(-1)?.addText(piece));
  parser.on("cdata", (piece) => open.at(-1)?.addCdata(piece));
  parser.on("closetag", () => {
    const element = open.pop() as ElementBeingRead;
    const result = element.end(open.at(-1));
    const at = positionAt(element.index);
    switch (result.kind) {
      case "entry":
        if (entries.length === MAX_ENTRIES) refuse(element.index, `the file has more than ${MAX_ENTRIES} entries`);
        entries.push({ name: result.name, value: result.value, at });
        break;
      case "problem":
        problems.push({ at, problem: result.problem });
        break;
      case "ignored":
        ignored.push(at);
    }
  });
  parser.write(text).close();

  if (problems.length > 0) throw new FileRefused(problems);
  if (entries.length === 0) refuse(0, "the file has no entry: none of its elements has a name and a value");
  return { entries, ignored };
}

/** What the parser says holds text of the file, so it is said again without. */
function notWellFormed(said: string): string {
  const [, hint] = HINTS.find(([pattern]) => pattern.test(said)) ?? [];
  return `is not well-formed XML${hint === undefined ? "" : `: ${hint}`}`;
}

const HINTS: readonly [RegExp, string][] = [
  [/entity/, 'a "&" that begins no entity of XML\'s own must be written "&amp;"'],
  [/unclosed tag|unexpected end/, 'something is open when the file ends: a tag, a quote, or a "&" that must be written "&amp;"'],
  [/clos(e|ing) tag/, "a closing tag has no opening tag of the same name"],
  [/disallowed character\.$/, 'a character is not allowed here; a "<" in a value must be written "&lt;"'],
  [/attribute/, 'an attribute must be written once, as name="value"'],
  [/namespace|prefix/, "a namespace prefix is not declared"],
  [/root/, "all text must be in one root element"],
];
