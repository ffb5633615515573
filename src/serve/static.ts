import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};
const INDEX = "/index.html";
/** Stands in index.html where each answer has a number of its own. */
const NONCE = "%STYLE_NONCE%";

/** Headers of every answer that a browser may show as a page. */
const SAFE: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

interface Held {
  readonly type: string;
  readonly bytes: Buffer;
  /** undefined: not smaller. */
  readonly zipped: Buffer | undefined;
  readonly etag: string;
}

/** Where the build puts the page, beside the compiled server. */
function pageDirectory(): string {
  return fileURLToPath(new URL("../web/", import.meta.url));
}

/**
 * The page's files, all read into memory at once: no path of a request ever
 * reaches the disk. Addresses that name no file are the page's own and get
 * `index.html`; the address of an asset that is not there is not found.
 *
 * @param directory what `vite build` wrote
 * @returns the answer to a GET or HEAD of any path beyond the API's
 */
export async function openPage(directory: string = pageDirectory()): Promise<(request: Request) => Response> {
  const files = await readFiles(directory);
  return (request) => {
    const { pathname } = new URL(request.url);
    const file = files.get(pathname);
    if (file !== undefined && pathname !== INDEX) return answer(request, file, pathname.startsWith("/assets/"));
    if (pathname.startsWith("/assets/"))
      return new Response("Not found\n", { status: 404, headers: { ...SAFE, "content-type": "text/plain" } });
    const index = files.get(INDEX);
    return index === undefined ? missing() : page(index);
  };
}

async function readFiles(directory: string): Promise<ReadonlyMap<string, Held>> {
  const files = new Map<string, Held>();
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    const zipped = await compress(bytes, { level: 9 });
    files.set(`/${path.relative(directory, file).split(path.sep).join("/")}`, {
      type: TYPES[path.extname(file)] ?? "application/octet-stream",
      bytes,
      zipped: zipped.length < bytes.length ? zipped : undefined,
      etag: `"${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}"`,
    });
  }
  return files;
}

/** @param forever its name changes with its content */
function answer(request: Request, { type, bytes, zipped, etag }: Held, forever: boolean): Response {
  const headers: Record<string, string> = {
    ...SAFE,
    "content-type": type,
    "cache-control": forever ? "public, max-age=31536000, immutable" : "no-cache",
    etag,
    vary: "accept-encoding",
  };
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  const small = zipped !== undefined && /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
  if (small) headers["content-encoding"] = "gzip";
  const body = small ? zipped : bytes;
  headers["content-length"] = String(body.length);
  return new Response(request.method === "HEAD" ? null : new Uint8Array(body), { headers });
}

/** Scripts from here alone; styles from here, and those that the page itself makes under this answer's number. */
function page({ bytes, type }: Held): Response {
  const nonce = randomBytes(16).toString("base64url");
  return new Response(bytes.toString("utf8").replaceAll(NONCE, nonce), {
    headers: {
      ...SAFE,
      "content-type": type,
      "cache-control": "no-store",
      "content-security-policy": [
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join("; "),
    },
  });
}

function missing(): Response {
  return new Response("The page is not built. From a checkout: npm run build.\n", {
    status: 503,
    headers: { ...SAFE, "content-type": "text/plain; charset=utf-8" },
  });
}
