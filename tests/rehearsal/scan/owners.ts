import type { Exported } from "../state.ts";
import type { Finding } from "./findings.ts";
import { ofTerraformAddress } from "./terraform-address.ts";

const ENVIRONMENT = "aws:elasticbeanstalk/environment:Environment";
const INSTANCE = "aws:ec2/instance:Instance";
const VPC = "aws:ec2/vpc:Vpc";

/**
 * The program's resource that a finding is about. Undefined for a finding about the account, which is not part of the stack:
 * CloudTrail, GuardDuty, the password policy, the default VPC.
 */
export class Owners {
  readonly #byText = new Map<string, Exported>();
  readonly #resources: readonly Exported[];

  constructor(resources: readonly Exported[]) {
    this.#resources = resources.filter(({ custom, type }) => custom && type.startsWith("aws:"));
    for (const resource of this.#resources) {
      for (const text of namesOf(resource)) if (!this.#byText.has(text)) this.#byText.set(text, resource);
    }
  }

  of({ rule, uid, tags }: Finding): Exported | undefined {
    if (rule.startsWith("checkov/")) return ofTerraformAddress(uid, this.#resources);
    // Resources that Beanstalk creates have a tag with the environment's name.
    const environment = tags.find((tag) => tag.startsWith("elasticbeanstalk:environment-name="))?.split("=")[1];
    const [, , , , , ...resource] = uid.split(":");
    const local = resource.join(":");
    const candidates = [uid, environment, local, local.replace(/^[^/:]*[/:]/, "")];
    return candidates.map((text) => (text ? this.#byText.get(text) : undefined)).find((owner) => owner !== undefined);
  }
}

/** Every id by which a scanner may name the resource. */
function namesOf({ type, id, outputs = {} }: Exported): string[] {
  const texts = [id, outputs.arn, outputs.bucket !== undefined && type === "aws:s3/bucket:Bucket" ? outputs.bucket : undefined];
  if (type === ENVIRONMENT) texts.push(outputs.name, ...((outputs.loadBalancers as string[] | undefined) ?? []));
  if (type === INSTANCE) texts.push((outputs.rootBlockDevice as { volumeId?: string } | undefined)?.volumeId);
  if (type === VPC) texts.push(outputs.defaultNetworkAclId);
  // Missing event subscriptions are reported for the account, but concern the database.
  if (type === "aws:rds/instance:Instance") texts.push(outputs.identifier, String(outputs.arn).replace(/:db:.*/, ":account"));
  return texts.filter((text): text is string => typeof text === "string" && text !== "");
}
