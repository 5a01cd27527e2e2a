// The entry point that the engine runs. Constructing a PolicyPack starts a server, so only this file does it.
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies.ts";
import { rules } from "./rules.ts";

new PolicyPack("xmpro-aws", { enforcementLevel: "mandatory", policies: policies(rules) });
