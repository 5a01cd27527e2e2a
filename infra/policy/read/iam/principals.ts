import { isObject } from "../nested.ts";
import { known, knownItems } from "../unknown-values.ts";
import { hasWildcard } from "./glob.ts";

/** Who a statement is for. What is not known yet is left out. */
export interface Principals {
  /** True for `Principal: "*"`, in whichever spelling, and for `NotPrincipal`. */
  readonly anybody: boolean;
  /** True for `NotPrincipal`. */
  readonly isNegated: boolean;
  /** Account ids, ARNs and unique ids. */
  readonly accounts: readonly string[];
  /** Such as "ec2.amazonaws.com", in lower case. */
  readonly services: readonly string[];
  /** ARNs of identity providers, or the host names of public ones. */
  readonly federated: readonly string[];
}

const KINDS: Readonly<Record<string, "accounts" | "services" | "federated">> = {
  aws: "accounts",
  // The canonical id of an account, which only S3 knows.
  canonicaluser: "accounts",
  service: "services",
  federated: "federated",
};

/** Throws when it is not known yet who the statement is for. */
export function readPrincipals(statement: Readonly<Record<string, unknown>>): Principals {
  if ("NotPrincipal" in statement) return nobodyBut({ anybody: true, isNegated: true });
  const { Principal: principal } = statement;
  if (!isObject(principal) || Array.isArray(principal)) {
    const texts = textsOf(principal);
    return nobodyBut({ anybody: texts.some(hasWildcard), accounts: texts });
  }
  const entries = Object.keys(principal).map((key) => ({
    kind: KINDS[key.toLowerCase()],
    texts: textsOf(known(() => principal[key])),
  }));
  const all = (kind: string) => entries.flatMap((entry) => (entry.kind === kind ? entry.texts : []));
  return {
    // A kind that AWS adds later is unknown here, so it counts as anybody.
    isNegated: false,
    anybody: entries.some(({ kind, texts }) => kind === undefined || texts.some(hasWildcard)),
    accounts: all("accounts"),
    services: all("services").map((service) => service.toLowerCase()),
    federated: all("federated"),
  };
}

/** The account of a principal: of an ARN, or the id itself. Undefined for a unique id such as "AIDA…". */
export function accountOf(principal: string): string | undefined {
  return /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/i.exec(principal.trim())?.[1];
}

function nobodyBut(some: Partial<Principals>): Principals {
  return { anybody: false, isNegated: false, accounts: [], services: [], federated: [], ...some };
}

/** A list or a single value as texts. An account id may be a number. */
export function textsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return value === undefined || value === null || typeof value === "object" ? [] : [String(value)];
  return knownItems(value).flatMap(textsOf);
}
