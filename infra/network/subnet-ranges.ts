/** IPv4 ranges of the three kinds of subnets, each in the order of the zones. */
export interface SubnetRanges {
  readonly private: readonly string[];
  readonly public: readonly string[];
  readonly isolated: readonly string[];
}

type ZoneRanges = { readonly [Kind in keyof SubnetRanges]: string };

/**
 * The ranges of a VPC's subnets, with space for three zones even if there are fewer, so that a third zone can be added.
 *
 * @param vpcRange "/16" to "/22"
 * @param deployed ranges of existing subnets, which stay. With two zones they may fill halves of the VPC, as awsx laid them out in
 *   earlier versions of this project. A third zone then gets the ranges that are left.
 */
export function subnetRanges(vpcRange: string, zones: number, deployed: readonly ZoneRanges[] = []): SubnetRanges {
  const halves = deployed[0] !== undefined && maskOf(deployed[0].private) === maskOf(vpcRange) + 3;
  const laidOut = Array.from(
    { length: zones },
    (_, zone) => deployed[zone] ?? (halves ? between(vpcRange) : quarter(vpcRange, zone)),
  );
  return {
    private: laidOut.map((ranges) => ranges.private),
    public: laidOut.map((ranges) => ranges.public),
    isolated: laidOut.map((ranges) => ranges.isolated),
  };
}

/** A quarter of the VPC a zone, three sixteenths of the VPC in it. The fourth is free. */
function quarter(vpcRange: string, zone: number): ZoneRanges {
  const part = (index: number) => sliceOf(vpcRange, 4, zone * 4 + index);
  return { private: part(0), public: part(1), isolated: part(2) };
}

/**
 * The seventh sixteenth, which is free where two zones fill halves. A load balancer needs a /27, so the public subnet gets half
 * of it.
 */
function between(vpcRange: string): ZoneRanges {
  return { public: sliceOf(vpcRange, 5, 12), private: sliceOf(vpcRange, 6, 26), isolated: sliceOf(vpcRange, 6, 27) };
}

/** The part of a range with this index, when it is divided into 2 to the power of `bits`. */
export function sliceOf(range: string, bits: number, index: number): string {
  const [base = ""] = range.split("/");
  const mask = maskOf(range) + bits;
  const start = base.split(".").reduce((number, octet) => number * 256 + Number(octet), 0) + index * 2 ** (32 - mask);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".")}/${mask}`;
}

function maskOf(range: string): number {
  return Number(range.split("/")[1]);
}
