import { REQUEST_ID } from "./fake-ssm.ts";

/** An environment of Elastic Beanstalk as a restart sees it: its query API, whose answers a test decides. */
export class FakeBeanstalk {
  readonly name: string;
  /** Status at each question, the last one for all that follow. Undefined: there is no such environment. */
  statuses: (string | undefined)[] = ["Ready"];
  versionLabel = "sm-1";
  health = "Green";
  /** Messages of severity ERROR that belong to the restart. */
  errors: string[] = [];
  /** Refuses a restart with code and message; undefined lets it pass. */
  refuse: () => { readonly code: string; readonly message: string } | undefined = () => undefined;
  /** Actions, in order. */
  readonly requests: string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  restarts(): number {
    return this.requests.filter((request) => request === "RestartAppServer").length;
  }

  answer(form: URLSearchParams): [number, string] {
    const action = form.get("Action") ?? "";
    this.requests.push(action);
    if (action === "DescribeEnvironments" && form.get("EnvironmentNames.member.1") === this.name)
      return this.#result(action, `<Environments>${this.#environment()}</Environments>`);
    if (action === "RestartAppServer" && form.get("EnvironmentName") === this.name) {
      const refusal = this.refuse();
      return refusal
        ? [400, `<ErrorResponse><Error><Code>${refusal.code}</Code><Message>${refusal.message}</Message></Error></ErrorResponse>`]
        : this.#result(action, "");
    }
    if (action === "DescribeEvents" && form.get("RequestId") === REQUEST_ID) {
      const members = this.errors.map(
        (message) => `<member><RequestId>${REQUEST_ID}</RequestId><Message>${message}</Message></member>`,
      );
      return this.#result(action, `<Events>${members.join("")}</Events>`);
    }
    return [400, "<ErrorResponse><Error><Code>InvalidParameterValue</Code><Message>no</Message></Error></ErrorResponse>"];
  }

  #environment(): string {
    const status = this.statuses.length > 1 ? this.statuses.shift() : this.statuses[0];
    if (status === undefined) return "";
    return `<member><Status>${status}</Status><Health>${this.health}</Health><VersionLabel>${this.versionLabel}</VersionLabel></member>`;
  }

  #result(action: string, inner: string): [number, string] {
    return [200, `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`];
  }
}
