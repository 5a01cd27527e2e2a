import { arn } from "./outputs.ts";
import type { Service } from "./service.ts";

export const waf: Service = {
  title: "WAF",
  types: {
    "aws:wafv2/webAcl:WebAcl": { outputs: arn("wafv2", "regional/webacl/"), noun: ["web ACL", "web ACLs"] },
    "aws:wafv2/webAclAssociation:WebAclAssociation": { noun: ["web ACL association", "web ACL associations"] },
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
      noun: ["web ACL logging configuration", "web ACL logging configurations"],
    },
  },
};
