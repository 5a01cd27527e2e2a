const STACK = "pulumi:pulumi:Stack";

/** The address that Pulumi's engine gives to a resource: it has the types of all parents but the stack. */
export function urnBelow(parent: string, type: string, name: string): string {
  const [stack = "", project = "", types = ""] = parent.split("::");
  return [stack, project, types === "" || types === STACK ? type : `${types}$${type}`, name].join("::");
}
