/**
 * The containers of a task definition: a list, or JSON text of one. Undefined when it is neither; throws when it is not known
 * yet.
 */
export function containersOf(containerDefinitions: unknown): readonly unknown[] | undefined {
  try {
    const parsed: unknown = typeof containerDefinitions === "string" ? JSON.parse(containerDefinitions) : containerDefinitions;
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
