import { hasTexts, isListOf, isObject, isText } from "../json-guards.ts";
import type { Architecture } from "./architecture.ts";
import type { Arrow, Outside } from "./arrows.ts";
import type { Box } from "./boxes.ts";

/** What a later picture needs of an earlier one: what may be deleted since. */
export type EarlierArchitecture = Pick<Architecture, "boxes" | "outside" | "arrows" | "services">;

/** True for the picture in a report of this version. A report from elsewhere may hold anything. */
export function isEarlierArchitecture(value: unknown): value is EarlierArchitecture {
  return (
    isObject(value) &&
    isListOf(isBox)(value.boxes) &&
    isListOf(isOutside)(value.outside) &&
    isListOf(isArrow)(value.arrows) &&
    isListOf(isService)(value.services)
  );
}

const isTexts = isListOf(isText);

function isBox(value: unknown): value is Box {
  return (
    hasTexts(value, "key", "kind", "title", "spread") &&
    [value.lines, value.zones, value.groups, value.badges, value.urns].every(isTexts) &&
    (value.tier === undefined || isText(value.tier))
  );
}

function isOutside(value: unknown): value is Outside {
  return (
    hasTexts(value, "key", "title", "detail") &&
    typeof value.everybody === "boolean" &&
    (value.direction === "in" || value.direction === "out")
  );
}

function isArrow(value: unknown): value is Arrow {
  return hasTexts(value, "key", "from", "to", "port", "because", "allowedBy") && [value.rules, value.urns].every(isTexts);
}

function isService(value: unknown): value is EarlierArchitecture["services"][number] {
  return hasTexts(value, "title") && [value.counts, value.urns].every(isTexts);
}
