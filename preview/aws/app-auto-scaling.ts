import type { Service } from "./service.ts";

export const appAutoScaling: Service = {
  title: "Auto Scaling",
  types: {
    "aws:appautoscaling/policy:Policy": { noun: ["scaling policy", "scaling policies"] },
    "aws:appautoscaling/scheduledAction:ScheduledAction": { noun: ["scheduled scaling", "scheduled scalings"] },
    "aws:appautoscaling/target:Target": { noun: ["scaling range", "scaling ranges"] },
  },
};
