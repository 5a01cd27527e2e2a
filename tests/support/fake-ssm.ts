import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

interface Version {
  readonly value: string;
  readonly labels: Set<string>;
}

/** A parameter of the fake. Version 1 is the first. */
export interface FakeParameter {
  type: string;
  keyId: string | undefined;
  description: string | undefined;
  tags: Record<string, string>;
  versions: Version[];
}

/** What AWS refuses with. */
export interface Refusal {
  readonly name: string;
  readonly message: string;
}

/** Of each answer. */
export const REQUEST_ID = "11111111-2222-3333-4444-555555555555";

type Request = Record<string, unknown> & { Name: string; Names: string[] };
type Answer = Record<string, unknown>;

class Refused extends Error {
  override readonly name: string;

  constructor({ name, message }: Refusal) {
    super(message);
    this.name = name;
  }
}

/** Parameter Store as the command sees it: its HTTP API on loopback, with pages of two and what AWS refuses. Values are in the clear. */
export class FakeSsm {
  readonly parameters = new Map<string, FakeParameter>();
  /** Actions with the parameter that they are about, in order. */
  readonly requests: string[] = [];
  /** Refuses a request; undefined lets it pass. */
  refuse: (action: string, request: Request) => Refusal | undefined = () => undefined;
  /** Answers what is asked of another service at this address: a form of AWS's query protocol. */
  elsewhere: (form: URLSearchParams) => [number, string] = () => [400, ""];
  readonly #server = createServer((request, response) => {
    void body(request).then((text) => {
      if (request.headers["x-amz-target"] === undefined) {
        const [status, answer] = this.elsewhere(new URLSearchParams(text));
        return response.writeHead(status, { "content-type": "text/xml", "x-amzn-requestid": REQUEST_ID }).end(answer);
      }
      const action = String(request.headers["x-amz-target"]).replace("AmazonSSM.", "");
      const [status, answer] = this.#answer(action, JSON.parse(text) as Request);
      return response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
    });
  });

  /** What a client of the SDK is made with. */
  async start() {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const { port } = this.#server.address() as AddressInfo;
    const credentials = { accessKeyId: "fake", secretAccessKey: "fake" };
    return { region: "us-east-1", maxAttempts: 2, endpoint: `http://127.0.0.1:${port}`, credentials };
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Adds a SecureString, or a version of it. */
  add(name: string, value: string, keyId: string, type = "SecureString"): FakeParameter {
    const parameter = this.parameters.get(name) ?? { type, keyId, description: undefined, tags: {}, versions: [] };
    parameter.versions.push({ value, labels: new Set() });
    this.parameters.set(name, parameter);
    return parameter;
  }

  value(name: string): string | undefined {
    return this.parameters.get(name)?.versions.at(-1)?.value;
  }

  /** Labels of each version. */
  labels(name: string): string[][] {
    return (this.parameters.get(name)?.versions ?? []).map(({ labels }) => [...labels]);
  }

  values(): Record<string, string | undefined> {
    return Object.fromEntries([...this.parameters.keys()].sort().map((name) => [name, this.value(name)]));
  }

  #answer(action: string, request: Request): [number, Answer] {
    this.requests.push([action, request.Name ?? request.Names?.join(" ")].filter((part) => part !== undefined).join(" "));
    try {
      const refusal = this.refuse(action, request);
      if (refusal) throw new Refused(refusal);
      return [200, this.#actions[action]?.(request) ?? {}];
    } catch (error) {
      const { name, message } = error as Error;
      return [400, { __type: name, message }];
    }
  }

  readonly #actions: Readonly<Record<string, (request: Request) => Answer>> = {
    DescribeParameters: (request) => {
      const [filter] = request.ParameterFilters as { Values: string[] }[];
      const found = [...this.parameters].filter(([name]) => filter?.Values.some((start) => name.startsWith(start)));
      return page(
        request,
        found.map(([Name, { type, keyId }]) => ({ Name, Type: type, KeyId: keyId })),
      );
    },
    GetParameters: ({ Names }) => {
      atMostTen(Names);
      const Parameters = Names.flatMap((selector) => {
        const [name = "", label] = selector.split(":");
        const { type, versions = [] } = this.parameters.get(name) ?? {};
        const index = label === undefined ? versions.length - 1 : versions.findIndex(({ labels }) => labels.has(label));
        const version = versions[index];
        return version ? [{ Name: name, Type: type, Value: version.value, Version: index + 1 }] : [];
      });
      return { Parameters, InvalidParameters: [] };
    },
    GetParameterHistory: (request) =>
      page(
        request,
        this.#get(request.Name).versions.map(({ labels }, index) => ({ Version: index + 1, Labels: [...labels] })),
      ),
    PutParameter: ({ Name, Value, Type, KeyId, Description, Overwrite, Tags }) => {
      const existing = this.parameters.get(Name);
      if (existing && !Overwrite) throw new Refused({ name: "ParameterAlreadyExists", message: "The parameter already exists." });
      if (existing && existing.type !== Type) throw new Refused({ name: "HierarchyTypeMismatchException", message: "no" });
      if (Overwrite && Tags) throw new Refused({ name: "ValidationException", message: "tags and overwrite" });
      const parameter = this.add(Name, Value as string, KeyId as string, Type as string);
      parameter.keyId = KeyId as string;
      parameter.description = Description as string;
      for (const { Key, Value } of (Tags ?? []) as { Key: string; Value: string }[]) parameter.tags[Key] = Value;
      return { Version: parameter.versions.length };
    },
    LabelParameterVersion: ({ Name, ParameterVersion, Labels }) => {
      const { versions } = this.#get(Name);
      for (const label of Labels as string[]) {
        for (const { labels } of versions) labels.delete(label);
        versions[(ParameterVersion as number) - 1]?.labels.add(label);
      }
      if (versions.some(({ labels }) => labels.size > 10))
        throw new Refused({ name: "ParameterVersionLabelLimitExceeded", message: "more than 10 labels" });
      return { InvalidLabels: [] };
    },
    UnlabelParameterVersion: ({ Name, ParameterVersion, Labels }) => {
      for (const label of Labels as string[]) this.#get(Name).versions[(ParameterVersion as number) - 1]?.labels.delete(label);
      return {};
    },
    DeleteParameters: ({ Names }) => {
      atMostTen(Names);
      for (const name of Names) this.parameters.delete(name);
      return { DeletedParameters: Names };
    },
  };

  #get(name: string): FakeParameter {
    const parameter = this.parameters.get(name);
    if (parameter === undefined) throw new Refused({ name: "ParameterNotFound", message: "" });
    return parameter;
  }
}

const PAGE = 2;

function page(request: Request, items: readonly unknown[]): Answer {
  const first = Number(request.NextToken ?? 0);
  const next = first + PAGE;
  return { Parameters: items.slice(first, next), ...(next < items.length ? { NextToken: String(next) } : {}) };
}

function atMostTen(names: readonly string[]): void {
  if (names.length < 1 || names.length > 10) throw new Refused({ name: "ValidationException", message: "1 to 10 names" });
}

async function body(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
