import {
  DeleteParametersCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  type Parameter,
  PutParameterCommand,
  paginateDescribeParameters,
  paginateGetParameterHistory,
  SSMClient,
  UnlabelParameterVersionCommand,
} from "@aws-sdk/client-ssm";
import { type AwsAccess, asked } from "../deployed-stack/aws-access.ts";
import { inTurns } from "./in-turns.ts";
import { SecretValue } from "./secrets-file/secret-value.ts";

/** A parameter as SSM has it. */
export interface StoredParameter {
  readonly name: string;
  readonly version: number;
  readonly value: SecretValue;
  readonly isSecure: boolean;
  /** Whether the stack's key encrypts it. */
  readonly hasStackKey: boolean;
  /** Version by label. */
  readonly labels: ReadonlyMap<string, number>;
}

export interface StoreOptions {
  readonly prefix: string;
  readonly keyArn: string;
  /** Of a parameter that does not exist yet. */
  readonly tags: Readonly<Record<string, string>>;
  readonly description: string;
}

/** The most that GetParameters and DeleteParameters take. */
const BATCH = 10;
/** PutParameter and the calls for labels share few requests a second in an account; the SDK waits when SSM asks it to. */
const AT_ONCE = 3;

/** The parameters of one product in SSM. */
export class ParameterStore {
  readonly #client: SSMClient;
  readonly #options: StoreOptions;

  constructor(access: AwsAccess, options: StoreOptions) {
    this.#client = new SSMClient({ ...access, maxAttempts: 10 });
    this.#options = options;
  }

  /**
   * The product's parameters: PREFIX_NAME (with ".", "-" or "_") and /PREFIX/…, and those with these names. "PREFIXOTHER" may be another
   * program's, so it is no business of this command unless the file names it.
   */
  async list(names: ReadonlySet<string>): Promise<StoredParameter[]> {
    const { prefix, keyArn } = this.#options;
    const filter = { Key: "Name", Option: "BeginsWith", Values: [prefix, `/${prefix}`] };
    const own = (name: string) => names.has(name) || /^[/_.-]/.test(name.replace(/^\//, "").slice(prefix.length));
    const keyIds = new Map<string, string | undefined>();
    await asked(`which parameters begin with ${prefix}`, async () => {
      const pages = paginateDescribeParameters({ client: this.#client, pageSize: 50 }, { ParameterFilters: [filter] });
      for await (const page of pages)
        for (const { Name, KeyId } of page.Parameters ?? []) if (Name !== undefined && own(Name)) keyIds.set(Name, KeyId);
    });
    // A new parameter is not in the listing at once.
    const current = await this.#get([...new Set([...keyIds.keys(), ...names])]);
    const stored: StoredParameter[] = [];
    await inTurns(current, AT_ONCE, async ({ Name = "", Version = 0, Value = "", Type }) => {
      const keyId = keyIds.get(Name);
      stored.push({
        name: Name,
        version: Version,
        value: new SecretValue(Value),
        isSecure: Type === "SecureString",
        hasStackKey: keyId === undefined ? !keyIds.has(Name) : keyId === keyArn || keyArn.endsWith(`/${keyId}`),
        labels: await this.#labels(Name),
      });
    });
    return stored.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The values of the versions with a label; a parameter without it is left out. */
  async valuesAt(label: string, names: readonly string[]): Promise<ReadonlyMap<string, SecretValue>> {
    const found = await this.#get(names.map((name) => `${name}:${label}`));
    return new Map(found.map(({ Name = "", Value = "" }) => [Name, new SecretValue(Value)]));
  }

  /** Writes a value and gives its version. Does not overwrite a parameter that somebody else made in the meantime. */
  async put(name: string, value: SecretValue, isNew: boolean): Promise<number> {
    const { keyArn, tags, description } = this.#options;
    const command = new PutParameterCommand({
      Name: name,
      Value: value.reveal(),
      Type: "SecureString",
      KeyId: keyArn,
      Description: description,
      Overwrite: !isNew,
      // AWS takes tags for a new parameter only.
      ...(isNew ? { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } : {}),
    });
    return (await this.#client.send(command)).Version ?? 1;
  }

  async delete(names: readonly string[]): Promise<void> {
    for (const batch of batches(names)) await this.#client.send(new DeleteParametersCommand({ Names: batch }));
  }

  async label(name: string, version: number, label: string): Promise<void> {
    const command = new LabelParameterVersionCommand({ Name: name, ParameterVersion: version, Labels: [label] });
    const { InvalidLabels = [] } = await this.#client.send(command);
    if (InvalidLabels.length > 0) throw new Error("the label is not valid");
  }

  async unlabel(name: string, version: number, labels: readonly string[]): Promise<void> {
    await this.#client.send(new UnlabelParameterVersionCommand({ Name: name, ParameterVersion: version, Labels: [...labels] }));
  }

  async #get(names: readonly string[]): Promise<Parameter[]> {
    const found: Parameter[] = [];
    await inTurns(batches(names), AT_ONCE, async (Names) => {
      const command = new GetParametersCommand({ Names, WithDecryption: true });
      const { Parameters = [] } = await asked("what the parameters hold", () => this.#client.send(command));
      found.push(...Parameters);
    });
    return found;
  }

  /** Encrypted as they are: only the labels matter. */
  async #labels(name: string): Promise<ReadonlyMap<string, number>> {
    const labels = new Map<string, number>();
    await asked(`which versions ${name} has`, async () => {
      for await (const page of paginateGetParameterHistory({ client: this.#client, pageSize: 50 }, { Name: name }))
        for (const { Version = 0, Labels = [] } of page.Parameters ?? []) for (const each of Labels) labels.set(each, Version);
    });
    return labels;
  }
}

function batches(names: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(names.length / BATCH) }, (_, i) => names.slice(i * BATCH, (i + 1) * BATCH));
}
