import { cachesCostCapped } from "../../../../../infra/policy/rules/caches/caches-cost-capped.ts";
import { describeArguments, SERVERLESS } from "../data/argument-forms.ts";

describeArguments(cachesCostCapped, {
  type: SERVERLESS,
  right: { cacheUsageLimits: { dataStorage: { maximum: 5, unit: "GB" }, ecpuPerSeconds: [{ maximum: 20000 }] } },
  accepted: [{ cacheUsageLimits: [{ dataStorage: [{ maximum: "5" }], ecpuPerSeconds: { maximum: 1000 } }] }],
  reported: [
    ...[undefined, 0, 5000, "5000", -1, "much"].map(
      (maximum) =>
        [
          { cacheUsageLimits: { dataStorage: { maximum }, ecpuPerSeconds: [{ maximum: 20000 }] } },
          "cacheUsageLimits.dataStorage.maximum must be",
        ] as const,
    ),
    ...[undefined, [], [{}], [{ maximum: 15000000 }], [{ maximum: "15000000" }], [{ minimum: 1000 }]].map(
      (ecpuPerSeconds) =>
        [
          { cacheUsageLimits: { dataStorage: { maximum: 5 }, ecpuPerSeconds } },
          "cacheUsageLimits.ecpuPerSeconds.maximum must be",
        ] as const,
    ),
  ],
});
