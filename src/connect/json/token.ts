/** Is this a JSON number, `true`, `false` or `null`? */
export function isToken(bytes: Uint8Array): boolean {
  const c = bytes[0] as number;
  if (c >= 97) {
    const word = Buffer.from(bytes).toString("latin1");
    return word === "true" || word === "false" || word === "null";
  }
  let i = c === 0x2d ? 1 : 0;
  const whole = digits(bytes, i);
  if (whole === i || (bytes[i] === 48 && whole > i + 1)) return false;
  i = whole;
  if (bytes[i] === 0x2e) {
    const end = digits(bytes, i + 1);
    if (end === i + 1) return false;
    i = end;
  }
  if (bytes[i] === 0x65 || bytes[i] === 0x45) {
    i++;
    if (bytes[i] === 0x2b || bytes[i] === 0x2d) i++;
    const end = digits(bytes, i);
    if (end === i) return false;
    i = end;
  }
  return i === bytes.length;
}

function digits(bytes: Uint8Array, from: number): number {
  let i = from;
  while (i < bytes.length && (bytes[i] as number) >= 48 && (bytes[i] as number) <= 57) i++;
  return i;
}

/**
 * Would the engine round it? It holds numbers with a fraction or an exponent as
 * floats, which keep 15 digits; whole numbers it keeps in full.
 */
export function isWideNumber(bytes: Uint8Array): boolean {
  if (bytes.length < 16 && !bytes.includes(0x65) && !bytes.includes(0x45)) return false;
  if ((bytes[0] as number) >= 97) return false;
  const text = Buffer.from(bytes).toString("latin1");
  const [, whole = "", fraction = "", exponent = "0"] = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (fraction === "" && exponent === "0" && !/[eE]/.test(text)) return false;
  const significant = `${whole}${fraction}`.replace(/^0+/, "").replace(/0+$/, "");
  return significant.length > 15 || Math.abs(Number(exponent)) > 290;
}

/** May this byte stand in a number or a word? */
export function isTokenByte(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 97 && c <= 122) || c === 0x2e || c === 0x2d || c === 0x2b || c === 0x45 || (c > 64 && c < 91);
}

/** A byte as a message shows it. */
export function shown(c: number): string {
  return c > 32 && c < 127 ? String.fromCharCode(c) : `byte 0x${c.toString(16).padStart(2, "0")}`;
}
