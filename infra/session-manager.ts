import type { PolicyStatement } from "./policy-document.ts";

/**
 * The permissions that an instance needs for Session Manager, and no more: AWS's "minimal permissions". AWS supports no narrower
 * resource for them.
 */
export const SESSION_MANAGER: PolicyStatement = {
  Sid: "SessionManager",
  Effect: "Allow",
  Action: [
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ],
  Resource: "*",
};
