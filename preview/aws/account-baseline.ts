// Services that an account has once: few types each, which the setting accountBaseline turns on together.
import { textOf } from "../engine/graph.ts";
import { encrypted, protectedFromDestroy } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const accountBaseline: readonly Service[] = [
  {
    title: "CloudTrail",
    types: {
      "aws:cloudtrail/trail:Trail": {
        noun: ["trail", "trails"],
        protection: (resource, graph) => [
          [resource.inputs.isMultiRegionTrail === true, "all regions", "one region"],
          [resource.inputs.enableLogFileValidation === true, "changes of its files are found", "its files may be changed unseen"],
          encrypted(resource, "kmsKeyId", graph, resource.inputs.kmsKeyId !== undefined),
          protectedFromDestroy(resource),
        ],
        summary: (resource) => (resource.inputs.isMultiRegionTrail === true ? "calls of all regions" : "calls of one region"),
      },
    },
  },
  {
    title: "AWS Config",
    types: {
      "aws:cfg/deliveryChannel:DeliveryChannel": {},
      "aws:cfg/recorder:Recorder": { noun: ["recorder", "recorders"], line: () => "all resources of the region" },
      "aws:cfg/recorderStatus:RecorderStatus": {},
    },
  },
  {
    title: "GuardDuty",
    types: { "aws:guardduty/detector:Detector": { noun: ["threat detector", "threat detectors"], line: () => "GuardDuty" } },
  },
  {
    title: "Security Hub",
    types: {
      "aws:securityhub/account:Account": { noun: ["Security Hub", "Security Hubs"], line: () => undefined },
      "aws:securityhub/standardsSubscription:StandardsSubscription": {
        noun: ["standard", "standards"],
        durations: [{ seconds: 30, estimate: true, source: "the provider waits until the standard is ready" }],
        line: (resource) => textOf(resource, "standardsArn")?.split("standards/")[1],
      },
    },
  },
  {
    title: "Access Analyzer",
    types: { "aws:accessanalyzer/analyzer:Analyzer": { noun: ["access analyzer", "access analyzers"] } },
  },
  {
    title: "Budgets",
    types: {
      "aws:budgets/budget:Budget": {
        noun: ["budget", "budgets"],
        line: (resource) => `${textOf(resource, "limitAmount")} USD a month`,
      },
    },
  },
];
