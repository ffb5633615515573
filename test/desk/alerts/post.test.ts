import { createServer as createTcp, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { isPrivate, publicLookup } from "../../../src/desk/alerts/addresses.ts";
import { post } from "../../../src/desk/alerts/post.ts";
import { isSigned, REPLAY_WINDOW, signatureOf } from "../../../src/desk/alerts/sign.ts";
import { receiver } from "./given.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function reached(answer: Parameters<typeof receiver>[0]) {
  const made = await receiver(answer);
  closing.push(made.close);
  return made;
}

const send = (url: string, privateNetwork = true, timeoutMs = 2_000) => post({ url, headers: {}, body: "{}", privateNetwork, timeoutMs });

describe("a post", () => {
  it("is done when the answer is 2xx", async () => {
    const { url, got } = await reached((response) => void response.writeHead(202).end("ok"));
    await send(url);
    expect(got.map(({ body }) => body)).toEqual(["{}"]);
  });

  it("fails with the status, and not with what the answer says", async () => {
    const { url } = await reached((response) => void response.writeHead(500).end("SECRETPATH"));
    await expect(send(url)).rejects.toMatchObject({ message: "It answered 500.", retryAfter: undefined });
  });

  it.each([
    ["7", 7],
    ["999999", 3_600],
    ["soon", undefined],
  ])("keeps a Retry-After of %s", async (header, retryAfter) => {
    const { url } = await reached((response) => void response.writeHead(429, { "retry-after": header }).end());
    await expect(send(url)).rejects.toMatchObject({ message: "It answered 429.", retryAfter });
  });

  it("follows no redirect", async () => {
    const other = await reached(undefined);
    const { url } = await reached((response) => void response.writeHead(307, { location: other.url }).end());
    await expect(send(url)).rejects.toThrow("It answered 307: redirects are not followed.");
    expect(other.got).toEqual([]);
  });

  it("waits no longer than it may", async () => {
    const { url } = await reached(() => undefined);
    await expect(send(url, true, 200)).rejects.toThrow("It did not answer within 0.2 s.");
  });

  it("says that the connection was cut, refused, or spoke no TLS", async () => {
    const { url } = await reached((response) => void response.destroy());
    await expect(send(url)).rejects.toThrow("The connection failed (ECONNRESET).");
    await expect(send(url.replace("http:", "https:"))).rejects.toThrow(/^The connection failed \((EPROTO|ERR_SSL_\w+)\)\.$/);
    const gone = createTcp();
    await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    await expect(send(`http://127.0.0.1:${port}/`)).rejects.toThrow("The connection failed (ECONNREFUSED).");
  });

  it.each([
    ["http://example.com/x", true, "https"],
    ["http://127.0.0.1:9/x", false, "https"],
    ["https://127.0.0.1:9/x", false, "private"],
    ["https://2130706433:9/x", false, "private"],
    ["https://[::ffff:10.0.0.1]/x", false, "private"],
    ["https://169.254.169.254/latest", false, "private"],
    ["https://localhost:9/x", false, "private"],
    ["https://me:secret@example.com/x", false, "user or password"],
    ["file:///etc/passwd", true, "https"],
    ["nothing", true, "no URL"],
  ])("refuses %s", async (url, privateNetwork, why) => {
    await expect(send(url, privateNetwork)).rejects.toThrow(why);
  });

  it("refuses a name that leads to a private address, where the connection is made", async () => {
    const found = await new Promise((resolve) => {
      publicLookup("localhost", {}, (error) => resolve(error));
    });
    expect(found).toMatchObject({ name: "SendFailure", message: expect.stringContaining("private network") as string });
  });

  it("knows private addresses", () => {
    const all = ["10.1.2.3", "172.31.0.1", "100.64.0.1", "192.168.1.1", "0.0.0.0", "::1", "fd00::1", "fe80::1", "::ffff:127.0.0.1", "none"];
    expect(all.filter((address) => !isPrivate(address))).toEqual([]);
    expect(["8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"].filter(isPrivate)).toEqual([]);
  });
});

describe("a signature", () => {
  const body = '{"a":1}';
  const signed = { secret: "s", timestamp: "1000", signature: signatureOf("s", 1000, body), body };

  it("holds for the replay window and for its own body, time and secret alone", () => {
    expect(isSigned(signed, 1000 + REPLAY_WINDOW)).toBe(true);
    expect(isSigned(signed, 1001 + REPLAY_WINDOW)).toBe(false);
    expect(isSigned({ ...signed, body: '{"a":2}' }, 1000)).toBe(false);
    expect(isSigned({ ...signed, timestamp: "1001" }, 1000)).toBe(false);
    expect(isSigned({ ...signed, secret: "t" }, 1000)).toBe(false);
    expect(isSigned({ ...signed, signature: "v1=" }, 1000)).toBe(false);
  });

  it("is that of RFC 2104 over timestamp, dot and body", () => {
    // printf '1000.{"a":1}' | openssl dgst -sha256 -hmac s
    expect(signed.signature).toBe("v1=82da4665c1501a07c877dfc980f87e6d011aba756026761deaf601cb952e704e");
  });
});
