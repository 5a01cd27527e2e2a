import type { AllowedTraffic, InboundAccess } from "./access.ts";
import { hasTexts, isListOf, isObject, isText } from "./json-guards.ts";
import type { ResourceDetails } from "./resource-details/resource-details.ts";
import type { ResourceSnapshot } from "./snapshot.ts";

/** Stack name to what an earlier run of the report or the preview says of it. */
export type EarlierReport = ReadonlyMap<string, EarlierStack | { readonly state: "refused" }>;

/** What a later run needs of an earlier one. */
export interface EarlierStack {
  readonly state: "seen";
  readonly snapshot: readonly ResourceSnapshot[];
  /** USD a month. */
  readonly cost: { readonly fixed: number; readonly byUse: number };
  readonly waysIn: readonly Omit<InboundAccess, "users">[];
  readonly waysOn: readonly AllowedTraffic[];
  /** Values of arguments. The output of the preview has none. */
  readonly details?: readonly EarlierDetails[];
  /** The picture. The output of the preview has none. Whoever reads it must check it. */
  readonly architecture?: unknown;
}

export type EarlierDetails = Pick<ResourceDetails, "urn" | "settings">;

/** Id of the element of report.html that holds its data. */
export const DATA_ID = "report-data";

/**
 * Reads what `npm run report` or `npm run preview -- --json` has written.
 *
 * @returns undefined for anything else, also for a file that was damaged or that a version without these members has written
 */
export function earlierReport(text: string): EarlierReport | undefined {
  const json = text.trimStart().startsWith("{") ? text : embedded(text);
  const report = json === undefined ? undefined : parsed(json);
  if (!isObject(report) || report.version !== 1) return undefined;
  const { stacks } = report;
  return isListOf(isStack)(stacks) ? new Map(stacks.map((stack) => [stack.stack, stack])) : undefined;
}

/** The page has the data once. Its JSON has no "<", so the first one ends it. */
function embedded(page: string): string | undefined {
  const start = page.indexOf(`<script type="application/json" id="${DATA_ID}">`);
  if (start < 0) return undefined;
  const from = page.indexOf(">", start) + 1;
  const end = page.indexOf("<", from);
  return end < 0 ? undefined : page.slice(from, end);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isStack(value: unknown): value is { readonly stack: string } & (EarlierStack | { readonly state: "refused" }) {
  if (!isObject(value) || typeof value.stack !== "string") return false;
  const { state, snapshot, cost, waysIn, waysOn, details } = value;
  if (state === "refused") return true;
  return (
    state === "seen" &&
    isListOf(isSnapshot)(snapshot) &&
    isObject(cost) &&
    typeof cost.fixed === "number" &&
    typeof cost.byUse === "number" &&
    isListOf(isInboundAccess)(waysIn) &&
    isListOf(isAllowedTraffic)(waysOn) &&
    (details === undefined || isListOf(isDetails)(details))
  );
}

function isSnapshot(value: unknown): value is ResourceSnapshot {
  if (!hasTexts(value, "urn", "type", "name")) return false;
  const { properties, aliases = [], ignored = [], protected: kept, holdsData } = value;
  return (
    isObject(properties) &&
    Object.values(properties).every(isText) &&
    [aliases, ignored].every(isListOf(isText)) &&
    typeof kept === "boolean" &&
    typeof holdsData === "boolean"
  );
}

function isInboundAccess(value: unknown): value is InboundAccess {
  return hasTexts(value, "kind", "from", "to", "what", "because");
}

function isAllowedTraffic(value: unknown): value is AllowedTraffic {
  return hasTexts(value, "to", "port", "because") && isListOf(isText)(value.from);
}

function isDetails(value: unknown): value is EarlierDetails {
  return hasTexts(value, "urn") && isListOf((one): one is unknown => hasTexts(one, "name", "value"))(value.settings);
}
