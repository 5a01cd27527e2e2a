import { textOf } from "../engine/graph.ts";
import { keyOf } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const parameterStore: Service = {
  title: "Parameter Store",
  types: {
    "aws:ssm/parameter:Parameter": {
      outputs: () => ({ version: 1 }),
      protection: (resource, graph) => [
        [
          resource.inputs.type === "SecureString",
          `encrypted with ${keyOf(resource, "keyId", graph)}`,
          "readable, not a SecureString",
        ],
      ],
      summary: (resource) => textOf(resource, "name"),
    },
  },
  lookUps: {
    // The only parameter that the program reads is AWS's own, with the id of an image.
    "aws:ssm/getParameter:getParameter": ({ name }) => ({ name, value: "ami-0123456789abcdef0" }),
  },
};
