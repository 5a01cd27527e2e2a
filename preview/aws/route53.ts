import { textOf } from "../engine/graph.ts";
import { protectedFromDestroy } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const route53: Service = {
  title: "Route 53",
  types: {
    "aws:route53/record:Record": {
      outputs: (_, inputs) => ({ fqdn: inputs.name }),
      noun: ["DNS record", "DNS records"],
      durations: [
        {
          seconds: 40,
          estimate: false,
          source:
            "37 to 39 seconds in hashicorp/terraform-provider-aws#11300: the provider waits until all name servers have the record",
        },
      ],
    },
    "aws:route53/zone:Zone": {
      outputs: (name) => ({ zoneId: `Z-${name}`, nameServers: [1, 2, 3, 4].map((n) => `ns-${n}.awsdns.example`) }),
      noun: ["hosted zone", "hosted zones"],
      durations: [
        {
          seconds: 45,
          estimate: false,
          source: "acceptance test Zone_importBasic makes and deletes one in 59 seconds, hashicorp/terraform-provider-aws#3568",
        },
      ],
      protection: (resource) => [protectedFromDestroy(resource)],
      line: (resource) => textOf(resource, "name"),
    },
  },
  lookUps: {
    "aws:route53/getZone:getZone": ({ zoneId }) => ({ zoneId, name: "", privateZone: false }),
  },
};
