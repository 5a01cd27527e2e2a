import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { ElasticBeanstalkClient } from "@aws-sdk/client-elastic-beanstalk";

/** An environment as Elastic Beanstalk describes it. */
export interface EnvironmentFacts {
  readonly id: string;
  /** "Ready", "Updating", "Launching", "Terminating", … */
  readonly status: string;
  /** "Ok", "Severe", …; undefined while nobody knows. */
  readonly health: string | undefined;
  /** Undefined: AWS's sample application. */
  readonly versionLabel: string | undefined;
}

/** What a person would look up in the console about one environment. Needs the credentials that the program runs with. */
export class EnvironmentInquiry {
  readonly region: string;
  readonly environmentName: string;
  readonly #beanstalk: Pick<ElasticBeanstalkClient, "send">;
  readonly #cloudFormation: Pick<CloudFormationClient, "send">;

  constructor(
    environment: { readonly region: string; readonly environmentName: string },
    beanstalk: Pick<ElasticBeanstalkClient, "send">,
    cloudFormation: Pick<CloudFormationClient, "send">,
  ) {
    this.region = environment.region;
    this.environmentName = environment.environmentName;
    this.#beanstalk = beanstalk;
    this.#cloudFormation = cloudFormation;
  }

  static async open(region: string, environmentName: string): Promise<EnvironmentInquiry> {
    // Loaded only when it is needed: the preview and most updates do without.
    const beanstalk = await import("@aws-sdk/client-elastic-beanstalk");
    const cloudFormation = await import("@aws-sdk/client-cloudformation");
    const access = { region, maxAttempts: 5 };
    return new EnvironmentInquiry(
      { region, environmentName },
      new beanstalk.ElasticBeanstalkClient(access),
      new cloudFormation.CloudFormationClient(access),
    );
  }

  /** Undefined: there is none of this name. */
  async describe(): Promise<EnvironmentFacts | undefined> {
    const { DescribeEnvironmentsCommand } = await import("@aws-sdk/client-elastic-beanstalk");
    const command = new DescribeEnvironmentsCommand({ EnvironmentNames: [this.environmentName], IncludeDeleted: false });
    const [found] = (await this.#beanstalk.send(command)).Environments ?? [];
    if (found === undefined) return undefined;
    const { EnvironmentId: id = "", Status: status = "", HealthStatus: health, VersionLabel: versionLabel } = found;
    return { id, status, health, versionLabel };
  }

  /** What is wrong with each instance, in Elastic Beanstalk's words. */
  async causes(): Promise<string[]> {
    const { DescribeInstancesHealthCommand } = await import("@aws-sdk/client-elastic-beanstalk");
    const command = new DescribeInstancesHealthCommand({
      EnvironmentName: this.environmentName,
      AttributeNames: ["HealthStatus", "Causes"],
    });
    const { InstanceHealthList = [] } = await this.#beanstalk.send(command);
    return InstanceHealthList.flatMap(({ InstanceId, HealthStatus, Causes = [] }) =>
      Causes.map((cause) => `${InstanceId} is ${HealthStatus}: ${cause}`),
    );
  }

  /** The last events, the newest last: "10:15:30 ERROR …". */
  async events(count: number): Promise<string[]> {
    const { DescribeEventsCommand } = await import("@aws-sdk/client-elastic-beanstalk");
    const command = new DescribeEventsCommand({ EnvironmentName: this.environmentName, MaxRecords: count });
    const { Events = [] } = await this.#beanstalk.send(command);
    return Events.map(
      ({ EventDate, Severity, Message }) => `${EventDate?.toISOString().slice(11, 19) ?? ""} ${Severity ?? ""} ${Message ?? ""}`,
    ).reverse();
  }

  /** State of the CloudFormation stack that Elastic Beanstalk keeps for an environment. */
  async stack(id: string): Promise<{ readonly name: string; readonly status: string } | undefined> {
    const { DescribeStacksCommand } = await import("@aws-sdk/client-cloudformation");
    const name = `awseb-${id}-stack`;
    const [found] = (await this.#cloudFormation.send(new DescribeStacksCommand({ StackName: name }))).Stacks ?? [];
    return found?.StackStatus === undefined ? undefined : { name, status: found.StackStatus };
  }
}
