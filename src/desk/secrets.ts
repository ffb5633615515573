import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** A secret of 256 random bits; with a prefix by which leaked ones are found. */
export function newSecret(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString("base64url")}`;
}

/** What is kept of a random secret. It needs no salt and no slowness: nobody guesses 256 bits. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const BYTES = 32;

/** What is kept of a password: scrypt with its own salt, at OWASP's cost of 32 MiB a guess. */
export async function passwordHash(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt);
  return `scrypt$${salt.toString("base64url")}$${hash.toString("base64url")}`;
}

/** Takes as long for a user who is not there (`kept` undefined) as for one who is. */
export async function passwordHolds(password: string, kept: string | undefined): Promise<boolean> {
  const [kind, salt, hash] = kept?.split("$") ?? [];
  const expected = Buffer.from(hash ?? "", "base64url");
  const given = await derive(password, Buffer.from(salt ?? "", "base64url"));
  return kind === "scrypt" && expected.length === BYTES && timingSafeEqual(given, expected);
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, BYTES, COST, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
