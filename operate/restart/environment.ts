import {
  DescribeEnvironmentsCommand,
  DescribeEventsCommand,
  ElasticBeanstalkClient,
  type EnvironmentDescription,
  RestartAppServerCommand,
} from "@aws-sdk/client-elastic-beanstalk";
import { type AwsAccess, asked } from "../deployed-stack/aws-access.ts";
import { isSample } from "./sample.ts";

/** What counts of an environment's state. */
export interface EnvironmentState {
  /** "Ready", or what it is busy with. Undefined: there is no such environment. */
  readonly status: string | undefined;
  /** "Green", "Yellow", "Red" or "Grey". */
  readonly health: string;
  readonly runsPackage: boolean;
}

/** The environment of one product. */
export class Environment {
  readonly name: string;
  readonly region: string;
  readonly #client: ElasticBeanstalkClient;

  constructor(access: AwsAccess, name: string) {
    this.name = name;
    this.region = access.region;
    this.#client = new ElasticBeanstalkClient(access);
  }

  /** Throws `CouldNotLook` where AWS does not answer. */
  async state(): Promise<EnvironmentState> {
    const command = new DescribeEnvironmentsCommand({ EnvironmentNames: [this.name], IncludeDeleted: false });
    const { Environments = [] } = await asked(
      `what the environment ${this.name} runs`,
      () => this.#client.send(command),
      "With --no-restart it is not asked.",
    );
    const [{ Status, Health, VersionLabel } = {} as EnvironmentDescription] = Environments;
    const runsPackage = Status !== undefined && !isSample(VersionLabel);
    return { status: Status, health: Health ?? "unknown", runsPackage };
  }

  /** Gives the request's id, which the events of the restart have. Elastic Beanstalk restarts IIS on all instances at the same time. */
  async restart(): Promise<string | undefined> {
    const { $metadata } = await this.#client.send(new RestartAppServerCommand({ EnvironmentName: this.name }));
    return $metadata.requestId;
  }

  /** What went wrong in a request, newest first. */
  async errorsOf(requestId: string): Promise<string[]> {
    const command = new DescribeEventsCommand({ EnvironmentName: this.name, RequestId: requestId, Severity: "ERROR" });
    const { Events = [] } = await asked(`how the restart of ${this.name} went`, () => this.#client.send(command));
    return Events.flatMap(({ RequestId, Message }) => (RequestId === requestId && Message !== undefined ? [Message] : []));
  }
}
