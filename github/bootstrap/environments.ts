import type { RoleKind } from "./names.ts";

/** The GitHub environments whose jobs may use a role. The workflows name no other. */
export function environmentsOf(kind: RoleKind, stack: string): string[] {
  return kind === "deploy" ? [stack] : [`${stack}-preview`, `${stack}-drift`];
}
