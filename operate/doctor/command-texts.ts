import type { DeployedStack } from "../deployed-stack/deployed-stack.ts";

/** A command of the AWS CLI for the stack's region, such as "rds describe-events". */
export function awsCommand({ region }: Pick<DeployedStack, "region">, words: string): string {
  return `aws ${words} --region ${region}`;
}

/** A command of Pulumi for the stack, such as "refresh". */
export function pulumiCommand({ name }: Pick<DeployedStack, "name">, words: string): string {
  return `npx pulumi ${words} --stack ${name}`;
}
