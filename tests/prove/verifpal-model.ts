import { readdirSync, readFileSync } from "node:fs";

/** What Verifpal finds against a query: nothing, an attack, or only that an old message is accepted once more. */
export type Verdict = "pass" | "attack" | "replay";

/** A model and what is expected of it. */
export interface VerifpalModel {
  readonly name: string;
  readonly text: string;
  /** Concurrent runs of every principal. */
  readonly sessions: number;
  readonly expected: ReadonlyMap<string, Verdict>;
}

/** The folder of the models. */
export const MODELS = new URL("../../relay-service/model/", import.meta.url);

const QUERY = /^\t(confidentiality|authentication|freshness|unlinkability|equivalence)\? /;

/** Reads a model with the expectations written in it: `// sessions: 2` at its top, `// expect: pass` behind each query. */
export function verifpalModel(name: string, text: string): VerifpalModel {
  const sessions = /^\/\/ sessions: (\d+)$/m.exec(text)?.[1];
  if (sessions === undefined) throw new Error(`${name} must have a line such as "// sessions: 2"`);
  const expected = new Map<string, Verdict>();
  for (const line of text.split("\n").filter((line) => QUERY.test(line))) {
    const [, query, verdict] = /^\t(.+?) \/\/ expect: (pass|attack|replay)$/.exec(line) ?? [];
    if (query === undefined) throw new Error(`${name}: "${line.trim()}" must end with an expectation such as "// expect: pass"`);
    expected.set(query, verdict as Verdict);
  }
  return { name, text, sessions: Number(sessions), expected };
}

/** All models of the relay, by name. */
export function allModels(): readonly VerifpalModel[] {
  const files = readdirSync(MODELS).filter((file) => file.endsWith(".vp"));
  return files.sort().map((file) => verifpalModel(file, readFileSync(new URL(file, MODELS), "utf8")));
}
