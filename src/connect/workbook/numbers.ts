const powers = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** The number that a text holds, spaces around it aside; NaN when it is none. Exact: what `Number` gives. */
export function numberIn(bytes: Buffer, length: number): number {
  let i = 0;
  const negative = bytes[0] === 45;
  if (negative) i++;
  let mantissa = 0;
  let digits = 0;
  let scale = 0;
  let point = false;
  for (; i < length; i++) {
    const byte = bytes[i] as number;
    if (byte >= 48 && byte <= 57) {
      mantissa = mantissa * 10 + byte - 48;
      if (mantissa > 0) digits++;
      if (point) scale++;
    } else if (byte === 46 && !point) point = true;
    else return slow(bytes, length);
  }
  // Up to 15 digits and 10^22 are exact, so their quotient is the nearest number.
  if (digits > 15 || scale > 22 || length === 0 || (digits === 0 && mantissa === 0 && !hasDigit(bytes, length))) return slow(bytes, length);
  const value = mantissa / (powers[scale] as number);
  return negative ? -value : value;
}

function slow(bytes: Buffer, length: number): number {
  const text = bytes.toString("latin1", 0, length).trim();
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

function hasDigit(bytes: Buffer, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[i] === 48) return true;
  return false;
}
