import type { Branch } from "../business.ts";
import type { Random } from "../random.ts";

/** Area codes that are shaped as such and that no one has: the numbers ring nowhere. */
const areas: Readonly<Record<Branch, readonly string[]>> = {
  albany: ["371", "371", "371", "378"],
  syracuse: ["372", "372", "372", "379"],
  rochester: ["373", "373", "373", "376"],
};

/** Ten digits. */
export function phoneNear(random: Random, branch: Branch): string {
  return `${random.pick(areas[branch])}${random.between(2_000_000, 9_999_999)}`;
}

/** `(371) 428-0193`, as the CRM formats what is typed. */
export function formatted(digits: string): string {
  return digits === "" ? "" : `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`;
}

/** As someone types it. */
export function typed(digits: string, random: Random): string {
  const [area, exchange, line] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
  return random.pick([
    `${area}-${exchange}-${line}`,
    `${area}.${exchange}.${line}`,
    `${area} ${exchange} ${line}`,
    `+1 ${area} ${exchange} ${line}`,
    `1-${area}-${exchange}-${line}`,
    `(${area})${exchange}-${line}`,
    digits,
  ]);
}
