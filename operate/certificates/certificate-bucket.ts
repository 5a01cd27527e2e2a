import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { CERTIFICATE_FILES } from "../../infra/xmpro/certificate-store.ts";
import { type AwsAccess, asked } from "../deployed-stack/aws-access.ts";
import type { CertificateFiles, Role } from "./certificate-files.ts";

type Key = (typeof CERTIFICATE_FILES)[number];

/** The bucket that the packages fetch their certificates from when an instance starts. */
export class CertificateBucket {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #accountId: string;

  constructor(access: AwsAccess, bucket: string, accountId: string) {
    // A path, not a host: a certificate for *.s3.amazonaws.com has no name with a dot in the bucket's part.
    this.#client = new S3Client({ ...access, forcePathStyle: true });
    this.#bucket = bucket;
    this.#accountId = accountId;
  }

  /** The files of a role; undefined where either is missing. */
  async read(role: Role): Promise<CertificateFiles | undefined> {
    const [pfx, password] = await Promise.all([this.#get(`${role}.pfx`), this.#get(`${role}.password.txt`)]);
    return pfx && password ? { pfx, password: textOf(password) } : undefined;
  }

  /** Writes both files of a role: the password first, so that whoever reads the new file finds its password. */
  async write(role: Role, { pfx, password }: CertificateFiles): Promise<void> {
    await this.#put(`${role}.password.txt`, Buffer.from(password));
    await this.#put(`${role}.pfx`, pfx);
  }

  async #get(key: Key): Promise<Buffer | undefined> {
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: key, ExpectedBucketOwner: this.#accountId });
    return asked(`what is in ${key} of the bucket ${this.#bucket}`, async () => {
      try {
        const { Body } = await this.#client.send(command);
        return Body && Buffer.from(await Body.transformToByteArray());
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    });
  }

  async #put(key: Key, Body: Buffer): Promise<void> {
    const command = new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body, ExpectedBucketOwner: this.#accountId });
    await asked(`that it has stored ${key} in the bucket ${this.#bucket}`, () => this.#client.send(command));
  }
}

/** A password as its file holds it: a line end that an editor has added is no part of it. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .replace(/\r?\n$/, "");
}
