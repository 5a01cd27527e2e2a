import { problemOf, problemsOf, type RelayEnvironment, VARIABLES } from "../../relay-service/src/contract.ts";

/** The form of a value. Completes the sentence "must be <expected> such as <example>". */
interface VariableForm {
  readonly expected: string;
  readonly example: string;
  readonly fits: (text: string) => boolean;
}

/** The form of one of the relay's variables, in the words of the relay's contract. */
export function formOf(name: keyof RelayEnvironment): VariableForm {
  const { expected, example } = VARIABLES[name];
  return { expected, example, fits: (text) => problemOf(name, text) === undefined };
}

/** The same for one item of a variable that holds a comma-separated list: a stack's file has real lists. */
export function itemFormOf(name: "CORS_ORIGINS" | "PASS_THROUGH_ROUTES" | "PASS_HEADERS"): VariableForm {
  const { expected, example } = formOf(name);
  // All problems, because an entry for one host is valid by itself, and wrong in a relay whose DOMAIN_MAP does not have the host.
  const fits = (text: string) => !problemsOf({ [name]: text }).some((problem) => problem.startsWith(`${name} `));
  return {
    expected: expected.replace("a comma-separated list of ", ""),
    example: example.split(",")[0] ?? example,
    // The contract takes an empty text for "not set", spaces around an item, and a comma for the next one.
    fits: (text) => /^[^\s,]+$/.test(text) && fits(text),
  };
}
