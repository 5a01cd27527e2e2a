import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface CostBudgetArgs {
  prefix: string;
  /** USD a month, of the whole account. */
  usd: number;
  /** Addresses to mail to. Budgets mails by itself, not through the topic of alarms. */
  emails: readonly string[];
}

/** Mails when the account has cost four fifths of the amount, and when the whole month will probably cost more. It stops nothing. */
export function costBudget(name: string, { prefix, usd, emails }: CostBudgetArgs, parent: pulumi.Resource): void {
  const mail = { comparisonOperator: "GREATER_THAN", thresholdType: "PERCENTAGE", subscriberEmailAddresses: [...emails] };
  new aws.budgets.Budget(
    name,
    {
      name: prefix,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: String(usd),
      limitUnit: "USD",
      notifications: [
        { ...mail, threshold: 80, notificationType: "ACTUAL" },
        { ...mail, threshold: 100, notificationType: "FORECASTED" },
      ],
    },
    { parent },
  );
}
