import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import type { Clients } from "../../../github/bootstrap/clients.ts";

type Input = Readonly<Record<string, unknown>>;
type Tags = readonly { readonly Key: string; readonly Value: string }[];

/** What AWS refuses with. */
export class AwsRefusal extends Error {
  override readonly name: string;
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(name: string, message = "it is refused", httpStatusCode = 400) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode };
  }
}

interface Role {
  trust: string;
  seconds: number;
  tags: Tags;
  inline: string[];
  attached: string[];
}

interface Policy {
  versions: { id: string; text: string }[];
  current: string;
  tags: Tags;
}

interface Key {
  id: string;
  policy: string;
  isRotated: boolean;
  state: string;
  tags: readonly { readonly TagKey: string; readonly TagValue: string }[];
}

const ACCOUNT = "444455556666";
const KEY_ARN = `arn:aws:kms:us-east-1:${ACCOUNT}:key/`;
/** Settings of a bucket by the last part of the commands that read and write them, and what AWS says where there is none. */
const BUCKET_SETTINGS: Readonly<Record<string, readonly [field: string, absent: string]>> = {
  PublicAccessBlock: ["PublicAccessBlockConfiguration", "NoSuchPublicAccessBlockConfiguration"],
  BucketOwnershipControls: ["OwnershipControls", "OwnershipControlsNotFoundError"],
  BucketEncryption: ["ServerSideEncryptionConfiguration", "ServerSideEncryptionConfigurationNotFoundError"],
  BucketLifecycleConfiguration: ["LifecycleConfiguration", "NoSuchLifecycleConfiguration"],
  BucketPolicy: ["Policy", "NoSuchBucketPolicy"],
};

/** IAM, KMS and S3 of one account, as far as the command uses them. */
export class FakeAccount {
  audiences: string[] | undefined;
  readonly roles = new Map<string, Role>();
  readonly policies = new Map<string, Policy>();
  readonly keys: Key[] = [];
  readonly aliases = new Map<string, string>();
  /** Undefined: there is none. "foreign": somebody else's. */
  bucket: Map<string, unknown> | "foreign" | undefined;
  /** Names of the commands that changed something, in order. */
  readonly changes: string[] = [];
  /** Refuses a command; undefined lets it pass. */
  refuse: (command: string, input: Input) => Error | undefined = () => undefined;

  get clients(): Clients {
    const send = async (command: { readonly input: object; readonly constructor: { readonly name: string } }) => {
      const name = command.constructor.name.replace(/Command$/, "");
      const input = command.input as Input;
      const refusal = this.refuse(name, input);
      if (refusal !== undefined) throw refusal;
      const answer = this.#answer(name, input);
      if (!/^(Get|List|Head|Describe)/.test(name)) this.changes.push(name);
      return answer;
    };
    // Real clients, as the SDK's paginators ask for their class. Nothing is sent.
    const region = { region: "us-east-1" };
    const [iam, kms, s3] = [new IAMClient(region), new KMSClient(region), new S3Client(region)];
    for (const client of [iam, kms, s3]) Object.assign(client, { send });
    return { iam, kms, s3 };
  }

  #answer(name: string, input: Input): unknown {
    const setting = /^(Get|Put)(.+)$/.exec(name);
    if (setting?.[2] !== undefined && Object.hasOwn(BUCKET_SETTINGS, setting[2]))
      return this.#setting(setting[1] ?? "", setting[2], input);
    const answer = this.#iam(name, input) ?? this.#kms(name, input) ?? this.#s3(name, input);
    if (answer === undefined) throw new Error(`the fake does not know ${name}`);
    return answer;
  }

  #iam(name: string, input: Input): unknown {
    const role = () => this.roles.get(String(input.RoleName)) ?? absent();
    const policyName =
      String(input.PolicyArn ?? "")
        .split("/")
        .at(-1) ?? "";
    const policy = () => this.policies.get(policyName) ?? absent();
    switch (name) {
      case "GetOpenIDConnectProvider":
        return this.audiences === undefined ? absent() : { ClientIDList: this.audiences };
      case "CreateOpenIDConnectProvider":
        this.audiences = [...(input.ClientIDList as string[])];
        return {};
      case "AddClientIDToOpenIDConnectProvider":
        this.audiences?.push(String(input.ClientID));
        return {};
      case "GetRole": {
        const { trust, seconds, tags } = role();
        return { Role: { AssumeRolePolicyDocument: encodeURIComponent(trust), MaxSessionDuration: seconds, Tags: tags } };
      }
      case "CreateRole":
        this.roles.set(String(input.RoleName), {
          trust: String(input.AssumeRolePolicyDocument),
          seconds: Number(input.MaxSessionDuration),
          tags: input.Tags as Tags,
          inline: [],
          attached: [],
        });
        return {};
      case "UpdateAssumeRolePolicy":
        role().trust = String(input.PolicyDocument);
        return {};
      case "UpdateRole":
        role().seconds = Number(input.MaxSessionDuration);
        return {};
      case "ListRolePolicies":
        return { PolicyNames: role().inline };
      case "ListAttachedRolePolicies":
        return {
          AttachedPolicies: role().attached.map((arn) => ({ PolicyName: arn.split("/").at(-1), PolicyArn: arn })),
        };
      case "AttachRolePolicy":
        policy();
        role().attached.push(String(input.PolicyArn));
        return {};
      case "DetachRolePolicy":
        role().attached = role().attached.filter((arn) => arn !== input.PolicyArn);
        return {};
      case "GetPolicy":
        return { Policy: { DefaultVersionId: policy().current, Tags: policy().tags } };
      case "GetPolicyVersion": {
        const version = policy().versions.find(({ id }) => id === input.VersionId);
        return { PolicyVersion: { Document: encodeURIComponent(version?.text ?? "") } };
      }
      case "CreatePolicy":
        this.policies.set(String(input.PolicyName), {
          versions: [{ id: "v1", text: String(input.PolicyDocument) }],
          current: "v1",
          tags: input.Tags as Tags,
        });
        return {};
      case "CreatePolicyVersion": {
        const found = policy();
        if (found.versions.length >= 5) throw new AwsRefusal("LimitExceeded", "A managed policy can have up to 5 versions.");
        found.current = `v${Number(found.versions.at(-1)?.id.slice(1)) + 1}`;
        found.versions.push({ id: found.current, text: String(input.PolicyDocument) });
        return {};
      }
      case "ListPolicyVersions":
        return { Versions: policy().versions.map(({ id }) => ({ VersionId: id, IsDefaultVersion: id === policy().current })) };
      case "DeletePolicyVersion":
        policy().versions = policy().versions.filter(({ id }) => id !== input.VersionId);
        return {};
      default:
        return undefined;
    }
  }

  #kms(name: string, input: Input): unknown {
    const id = this.aliases.get(String(input.KeyId)) ?? String(input.KeyId);
    const key = () => this.keys.find((one) => one.id === id) ?? absent("NotFoundException");
    switch (name) {
      case "DescribeKey":
        return { KeyMetadata: { KeyId: key().id, Arn: KEY_ARN + key().id, KeyState: key().state } };
      case "CreateKey": {
        const created = `key-${this.keys.length + 1}`;
        this.keys.push({
          id: created,
          policy: String(input.Policy),
          isRotated: false,
          state: "Enabled",
          tags: input.Tags as Key["tags"],
        });
        return { KeyMetadata: { KeyId: created } };
      }
      case "EnableKeyRotation":
        key().isRotated = true;
        return {};
      case "CreateAlias":
        this.aliases.set(String(input.AliasName), String(input.TargetKeyId));
        return {};
      case "GetKeyRotationStatus":
        return { KeyRotationEnabled: key().isRotated };
      case "GetKeyPolicy":
        return { Policy: key().policy };
      case "PutKeyPolicy":
        key().policy = String(input.Policy);
        return {};
      case "ListAliases":
        return { Aliases: [...this.aliases.values()].map((TargetKeyId) => ({ TargetKeyId })) };
      case "ListKeys":
        return { Keys: this.keys.map(({ id: KeyId }) => ({ KeyId })) };
      case "ListResourceTags":
        return { Tags: key().tags };
      default:
        return undefined;
    }
  }

  #s3(name: string, input: Input): unknown {
    if (name === "HeadBucket") {
      if (this.bucket === undefined) throw new AwsRefusal("NotFound", "", 404);
      if (this.bucket === "foreign") throw new AwsRefusal("Forbidden", "", 403);
      return {};
    }
    if (name === "CreateBucket") {
      this.bucket = new Map();
      return {};
    }
    if (name === "GetBucketVersioning") return { Status: this.#bucket(input).get(name) };
    if (name === "PutBucketVersioning") {
      this.#bucket(input).set("GetBucketVersioning", (input.VersioningConfiguration as { Status: string }).Status);
      return {};
    }
    return undefined;
  }

  #setting(verb: string, name: string, input: Input): unknown {
    const [field, missing] = BUCKET_SETTINGS[name] ?? ["", ""];
    const bucket = this.#bucket(input);
    if (verb === "Put") {
      bucket.set(name, input[field]);
      return {};
    }
    const value = bucket.get(name) ?? absent(missing);
    return name === "BucketLifecycleConfiguration" ? value : { [field]: value };
  }

  /** AWS refuses what is meant for another account. */
  #bucket(input: Input): Map<string, unknown> {
    if (input.ExpectedBucketOwner !== ACCOUNT) throw new AwsRefusal("AccessDenied", "", 403);
    if (!(this.bucket instanceof Map)) throw new AwsRefusal("NoSuchBucket", "", 404);
    return this.bucket;
  }
}

function absent(name = "NoSuchEntityException"): never {
  throw new AwsRefusal(name, "there is none", 404);
}
