import { isIP } from "node:net";
import { describe, expect, it } from "vitest";
import { clientNetwork, plainAddress } from "../../../relay-service/src/limits/client-network.ts";

describe("the network by which an address is counted", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:192.0.2.1", "192.0.2.1"],
    ["0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"],
    ["::ffff:c000:201", "192.0.2.1"],
    ["64:ff9b::192.0.2.1", "192.0.2.1"],
    ["64:ff9b::c000:201", "192.0.2.1"],
    ["64:ff9b:1::192.0.2.1", "192.0.2.1"],
    ["64:FF9B:1:fffe:ab:cd:c000:201", "192.0.2.1"],
    ["::ffff:0:192.0.2.1", "192.0.2.1"],
    ["::ffff:0:c000:201", "192.0.2.1"],
    ["64:ff9b:2::c000:201", "64:ff9b:2:0::/64"],
    ["::fffe:0:c000:201", "0:0:0:0::/64"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:0001:2::9", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:db8:0:0:ffff::", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ...["br-1a2b", "eth0.100", "veth_1", "0", "a%b"].map((zone): [string, string] => [
      `fe80::1%${zone}`,
      isIP(`fe80::1%${zone}`) === 6 ? "fe80:0:0:0::/64" : `fe80::1%${zone}`,
    ]),
    ["::ffff:192.0.2.1%a-b", "192.0.2.1"],
    ["::1", "0:0:0:0::/64"],
    ["::", "0:0:0:0::/64"],
    ["unknown", "unknown"],
  ])("of %s is %s", (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });

  it("differs for each IPv4 address in the same IPv6 form", () => {
    expect(clientNetwork("::ffff:192.0.2.1")).not.toBe(clientNetwork("::ffff:192.0.2.2"));
  });
});

it.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8::1", "2001:db8::1"],
  ["fe80::1%br-1a2b", "fe80::1"],
  ["::ffff:192.0.2.1%a-b", "192.0.2.1"],
  ["64:ff9b::c000:201", "64:ff9b::c000:201"],
  ["192.0.2", undefined],
  ["::ffff:999.0.2.1", undefined],
  ["", undefined],
])("%j as a plain address is %j", (text, expected) => {
  expect(plainAddress(text)).toBe(expected);
});
