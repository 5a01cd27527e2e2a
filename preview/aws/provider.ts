import type { Service } from "./service.ts";

/** A second AWS provider of the program, for another region. It exists in Pulumi's state only. */
export const provider: Service = {
  title: "Pulumi provider",
  types: { "pulumi:providers:aws": { noun: ["provider of a second region", "providers of second regions"] } },
};
