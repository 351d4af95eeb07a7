/** The network of an address. */
import { describe, expect, it } from "vitest";
import { addressIn, networkOf } from "../../src/platform/network.ts";

describe("the network of an address", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::FFFF:cb00:7107", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["2001:0DB8:0:2::", "2001:db8:0:2"],
  ])("%s is %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
    expect(networkOf(addressIn(network))).toBe(network);
  });

  it.each([
    undefined,
    null,
    "",
    "127.0.0.1",
    "127.1.2.3",
    "::1",
    "::ffff:127.0.0.1",
    "[::1]",
    "a b",
    "1.2.3.4.5",
  ])("%s has none", (address) => {
    expect(networkOf(address)).toBeUndefined();
  });
});
