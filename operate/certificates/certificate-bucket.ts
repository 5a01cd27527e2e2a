import type { Readable } from "node:stream";
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { CERTIFICATE_FILES } from "../../infra/xmpro/certificate-store.ts";
import { CouldNotLook } from "../command-line/could-not-look.ts";
import { type AwsAccess, asked } from "../deployed-stack/aws-access.ts";
import { type CertificateFiles, MAX_FILE_BYTES, type Role } from "./certificate-files.ts";
import { passwordText } from "./password-text.ts";

type Key = (typeof CERTIFICATE_FILES)[number];

/** What the bucket has of a role: both files, either or none. */
export type StoredFiles = { readonly [File in keyof CertificateFiles]: CertificateFiles[File] | undefined };

/** The bucket that the packages fetch their certificates from when an instance starts. */
export class CertificateBucket {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #accountId: string;

  constructor(access: AwsAccess, bucket: string, accountId: string) {
    // The bucket in the path and not in the host name, where AWS's certificate covers no name with a dot.
    this.#client = new S3Client({ ...access, forcePathStyle: true });
    this.#bucket = bucket;
    this.#accountId = accountId;
  }

  async read(role: Role): Promise<StoredFiles> {
    const pfx = await this.#get(`${role}.pfx`);
    const password = await this.#get(`${role}.password.txt`);
    return { pfx, password: password && passwordText(password) };
  }

  /**
   * Writes both files of a role: the password first, so that whoever reads the new PFX file finds its password. Reads them again: of two people
   * who do this at the same time, one is told.
   */
  async write(role: Role, { pfx, password }: CertificateFiles): Promise<void> {
    await this.#put(`${role}.password.txt`, Buffer.from(password));
    await this.#put(`${role}.pfx`, pfx);
    const stored = await this.read(role);
    if (stored.password !== password || !stored.pfx?.equals(pfx))
      throw new CouldNotLook(
        `Somebody else has changed ${role}.pfx or its password in the bucket ${this.#bucket} at the same time. Run the command again.`,
      );
  }

  async #get(key: Key): Promise<Buffer | undefined> {
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: key, ExpectedBucketOwner: this.#accountId });
    const bytes = await asked(`what is in ${key} of the bucket ${this.#bucket}`, async () => {
      try {
        const { Body, ContentLength = 0 } = await this.#client.send(command);
        if (ContentLength <= MAX_FILE_BYTES) return Body && Buffer.from(await Body.transformToByteArray());
        (Body as Readable).destroy();
        return "too large";
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    });
    if (bytes === "too large")
      throw new CouldNotLook(
        `${key} in the bucket ${this.#bucket} is larger than 1 MiB, so it is no such file. Delete it if nobody needs it.`,
      );
    return bytes;
  }

  async #put(key: Key, Body: Buffer): Promise<void> {
    const command = new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body, ExpectedBucketOwner: this.#accountId });
    await asked(`that it has stored ${key} in the bucket ${this.#bucket}`, () => this.#client.send(command));
  }
}
