import type { Form, Reader } from "./reader/reader.ts";
import type { KeyOf } from "./schema.ts";

/** Where a package is. */
export type PackageSource =
  /** As written in the settings: relative to the project's directory, or absolute. */
  { readonly kind: "file"; readonly path: string } | { readonly kind: "object"; readonly bucket: string; readonly key: string };

/** Bucket names of today: no upper case, as S3 gives none of those any more. */
const S3_URI = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([^?#\\]{1,1024})$/;

const form: Form = {
  expected: "a path to a zip file, or the S3 URI of one (s3://bucket/key),",
  example: "./packages/SM.zip",
  fits: (value) => /\.zip$/i.test(value) && (value.includes("://") ? S3_URI.test(value) : !value.includes("\0")),
};

/** The package of a product; undefined when it is not set. Whether it exists is not asked here. */
export function readPackageSource(reader: Reader, key: KeyOf<"string">): PackageSource | undefined {
  const value = reader.optional(key, form);
  if (value === undefined) return undefined;
  const [, bucket, objectKey] = S3_URI.exec(value) ?? [];
  return bucket === undefined || objectKey === undefined
    ? { kind: "file", path: value }
    : { kind: "object", bucket, key: objectKey };
}

/** As a person writes it in the settings. */
export function sourceText(source: PackageSource): string {
  return source.kind === "file" ? source.path : `s3://${source.bucket}/${source.key}`;
}
