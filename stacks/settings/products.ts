import type { Product } from "../../infra/xmpro/products.ts";
import type { Hosts } from "./domain.ts";
import { type PackageSource, readPackageSource } from "./package-source.ts";
import type { Form, Reader } from "./reader/reader.ts";
import { parseWeeklyStart, spansOverlap } from "./reader/windows.ts";

export type ProductId = Product;

export interface ProductSettings {
  /** Bare lower-case host name, e.g. "sm-nonprod-xmpro.example.com". */
  readonly host: string;
  /** EC2 instance type, x86_64. */
  readonly instanceType: string;
  /** Instances; more than one only with `autoScale`. */
  readonly minSize: number;
  readonly maxSize: number;
  /**
   * XMPro's package. Undefined: AWS's sample application. The package answers on HTTPS 443 alone, the sample on HTTP 80, so it also decides
   * what the load balancer speaks to the instances.
   */
  readonly package: PackageSource | undefined;
  /** Path the load balancer asks when a package is set. */
  readonly healthCheckPath: string;
  /** Weekly start of AWS's two-hour patch window, UTC, Beanstalk's form: "Sun:02:00". */
  readonly patchWindow: string;
  /** The plain token typed as "Prefix" into XMPro's installer; SSM parameters begin with it. */
  readonly parameterPrefix: string;
}

/** AWS takes two hours for its platform updates, whatever one asks. */
const PATCH_MINUTES = 120;

const instanceTypeForm: Form = {
  expected: "an EC2 instance type with an x86 processor (Windows does not run on Graviton)",
  example: "t3.large",
  // In Graviton's families a "g" follows the number: t4g, m7gd, im4gn; and there is the old a1.
  fits: (value) =>
    /^(?!a1\.)[a-z]+\d+(?![a-z]*g)[a-z0-9-]*\.(nano|micro|small|medium|large|\d*xlarge|metal[a-z0-9-]*)$/.test(value),
};
const pathForm: Form = {
  expected: "a path that starts with /",
  example: "/favicon.ico",
  fits: (value) => /^\/[!-~]{0,1023}$/.test(value),
};
const windowForm: Form = {
  expected: "the start of AWS's two-hour patch window, day and UTC time,",
  example: "Sun:02:00",
  fits: (value) => parseWeeklyStart(value) !== undefined,
};
// A product's role may read all that begins with its prefix. That must not cover the stack's own parameters,
// "/xmpro-prod/database/password" among them, and two or three letters would cover other teams'.
const prefixForm: Form = {
  expected: '4 to 20 letters and digits that do not start with aws or ssm and are not a prefix of "xmpro"',
  example: "XMSM",
  fits: (value) => /^(?!aws|ssm)[a-z0-9]{4,20}$/i.test(value) && !"xmpro".startsWith(value.toLowerCase()),
};

export function readProducts(reader: Reader, hosts: Hosts, autoScale: boolean): Readonly<Record<ProductId, ProductSettings>> {
  const products = {
    sm: readProduct(reader, "sm", hosts.sm, autoScale),
    ds: readProduct(reader, "ds", hosts.ds, autoScale),
    ad: readProduct(reader, "ad", hosts.ad, autoScale),
  };
  for (const [one, other] of [
    ["sm", "ad"],
    ["sm", "ds"],
    ["ad", "ds"],
  ] as const) {
    checkPair(reader, one, other, products);
  }
  return products;
}

function readProduct(reader: Reader, id: ProductId, host: string, autoScale: boolean): ProductSettings {
  const size = { min: 1, max: 20, unit: "instances" };
  const minSize = reader.integer(`${id}MinSize`, size);
  const maxSize = reader.integer(`${id}MaxSize`, size);
  if (reader.isValid(`${id}MinSize`, `${id}MaxSize`) && minSize > maxSize) {
    reader.reportForm(
      `${id}MinSize`,
      { expected: `at most xmpro:${id}MaxSize (${maxSize})`, example: String(maxSize) },
      String(minSize),
    );
  }
  if (reader.isValid(`${id}MaxSize`, "autoScale") && maxSize > 1 && !autoScale) {
    const expected = "1 without xmpro:autoScale (the instances of a product share nothing then)";
    reader.reportForm(`${id}MaxSize`, { expected, example: "1" }, String(maxSize));
  }
  return {
    host,
    instanceType: reader.string(`${id}InstanceType`, instanceTypeForm),
    minSize,
    maxSize,
    package: readPackageSource(reader, `${id}Package`),
    healthCheckPath: reader.string(`${id}HealthCheckPath`, pathForm),
    patchWindow: reader.string(`${id}PatchWindow`, windowForm),
    parameterPrefix: reader.string(`${id}ParameterPrefix`, prefixForm),
  };
}

function checkPair(
  reader: Reader,
  one: ProductId,
  other: ProductId,
  products: Readonly<Record<ProductId, ProductSettings>>,
): void {
  const [a, b] = [products[one], products[other]];
  const [start, next] = [parseWeeklyStart(a.patchWindow), parseWeeklyStart(b.patchWindow)];
  // Two products away at once is more than the third can hide; and SM signs everybody in.
  if (
    reader.isValid(`${one}PatchWindow`, `${other}PatchWindow`) &&
    start !== undefined &&
    next !== undefined &&
    spansOverlap({ start, length: PATCH_MINUTES }, { start: next, length: PATCH_MINUTES })
  ) {
    reader.report(
      `${other}PatchWindow`,
      `must be two hours or more from xmpro:${one}PatchWindow, got "${b.patchWindow}" and "${a.patchWindow}"`,
    );
  }
  // An instance may read all that begins with its prefix: "XM" would open the parameters of "XMSM".
  const [short, long] = [a.parameterPrefix, b.parameterPrefix]
    .map((prefix) => prefix.toLowerCase())
    .sort((x, y) => x.length - y.length);
  if (reader.isValid(`${one}ParameterPrefix`, `${other}ParameterPrefix`) && long?.startsWith(short ?? "")) {
    reader.report(
      `${other}ParameterPrefix`,
      `must not begin with xmpro:${one}ParameterPrefix, nor the other way round, got "${b.parameterPrefix}" and "${a.parameterPrefix}"`,
    );
  }
}
