import type { Bench } from "./harness/bench.ts";
import { installPeers } from "./harness/peers.ts";

/** Installs the peers that the other benchmarks compare with. */
export const peers: Bench = async ({ say }) => {
  say(`Peers that can be measured: ${[...installPeers()].join(", ") || "none"}`);
};
