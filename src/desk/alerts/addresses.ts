import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { SendFailure } from "./failure.ts";

const PRIVATE = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  PRIVATE.addSubnet(net, bits, "ipv4");
}
for (const [net, bits] of [
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const) {
  PRIVATE.addSubnet(net, bits, "ipv6");
}

/** An address that is nobody's on the open internet; one of IPv4 within IPv6 counts as that of IPv4. */
export function isPrivate(address: string): boolean {
  const family = isIP(address);
  return family === 0 || PRIVATE.check(address, family === 6 ? "ipv6" : "ipv4");
}

/** Refuses private addresses where a name is resolved for the connection itself, so that no second answer can differ. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, "", 4);
    if (addresses.length === 0 || addresses.some(({ address }) => isPrivate(address))) {
      return callback(new SendFailure("Its address is one of a private network, and privateNetwork is not declared."), "", 4);
    }
    if (options.all === true) return callback(null, addresses);
    const first = addresses[0];
    return callback(null, first?.address ?? "", first?.family ?? 4);
  });
};
