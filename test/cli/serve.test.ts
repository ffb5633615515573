import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { fingerprints, leftovers, run, scratchDirectory, SMALL, start, write } from "./given.ts";

const directory = await scratchDirectory();
const BROKEN = "Id,Job,Total\n1,00101,100.00\n2,00102,250.50\n";

/** What the server printed first: where it runs, and the link that signs in once. */
async function printed(child: ReturnType<typeof start>["process"]): Promise<{ url: string; token: string }> {
  let text = "";
  for await (const piece of child.stdout ?? []) {
    text += String(piece);
    const [, url, token] = /^(http:\S+)\/sign-in#token=(\S+)\n/m.exec(text) ?? [];
    if (url !== undefined && token !== undefined) return { url, token };
  }
  throw new Error(`it ended before it ran: ${text}`);
}

it("a desk from the command line: sign in, review, cancel, bring the mended file, see the exception close, stop", async () => {
  const estate = path.join(directory, "estate");
  const told = SMALL["tieout.yaml"].replace(
    "match: { number: job } }",
    "match: { number: job }, owner: billing, alert: billing@example.com }",
  );
  await write(estate, { ...SMALL, "tieout.yaml": told, "invoices.csv": BROKEN });
  const { process: server, ended } = start(["serve", estate, "--port", "0"]);
  const { url, token } = await printed(server);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  let cookie = "";
  let csrf = "";
  const ask = (method: string, where: string, body?: unknown): Promise<Response> =>
    fetch(`${url}/api/v1${where}`, {
      method,
      headers: {
        cookie,
        "x-csrf-token": csrf,
        "content-type": body instanceof Uint8Array ? "application/octet-stream" : "application/json",
      },
      ...(body === undefined ? {} : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }),
    });
  const json = async <T>(method: string, where: string, body?: unknown): Promise<T> => (await (await ask(method, where, body)).json()) as T;
  interface Current {
    readonly current: { readonly state: string; readonly run?: string; readonly reason?: string };
  }
  const review = async (): Promise<Current["current"]> => {
    expect((await ask("POST", "/runs", {})).status).toBe(202);
    await expect
      .poll(async () => (await json<Current>("GET", "/runs/current")).current.state, { timeout: 50_000, interval: 200 })
      .not.toBe("running");
    return (await json<Current>("GET", "/runs/current")).current;
  };
  const signedIn = await ask("POST", "/session", { token });
  expect(signedIn.status).toBe(204);
  cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  ({ csrf } = await json<{ csrf: string }>("GET", "/session"));

  // Cancelled in the middle: the process is killed, and nothing is left of it.
  expect((await ask("POST", "/runs", {})).status).toBe(202);
  expect((await ask("DELETE", "/runs/current")).status).toBe(204);
  expect((await json<Current>("GET", "/runs/current")).current.state).toBe("cancelled");
  await expect(readdir(path.join(estate, "review"))).rejects.toThrow();

  const first = await review();
  expect(first).toMatchObject({ state: "finished" });
  const inbox = async () =>
    (
      await json<{ items: { fingerprint: string; state: string; key: string; dataset: string }[] }>(
        "GET",
        "/exceptions?handoff=job-to-invoice",
      )
    ).items;
  const [found, ...others] = await inbox();
  expect([others.length, found]).toMatchObject([0, { state: "new", key: "00103", dataset: "dispatch.jobs" }]);
  const story = await json<{ statements: object[]; exceptions: object[] }>("GET", "/records/dispatch.jobs/00103");
  expect([story.statements.length, story.exceptions.length]).toEqual([1, 1]);
  expect((await ask("GET", "/records/dispatch.jobs/none")).status).toBe(404);

  const before = await fingerprints(estate);
  const bring = async (name: string, content: string | Uint8Array, dataset = "books.invoices"): Promise<number> =>
    (await ask("POST", `/sources/${dataset}/files?name=${encodeURIComponent(name)}`, Buffer.from(content))).status;
  expect(await bring("invoices.csv", SMALL["invoices.csv"], "books.none")).toBe(404);
  for (const name of ["../invoices.csv", "..%2finvoices.csv", "/etc/passwd", ".tieout", "other.csv", "invoices.csv\u0000", "tieout.yaml"]) {
    expect([422, 400], name).toContain(await bring(name, SMALL["invoices.csv"]));
  }
  for (const content of ["", new Uint8Array([0, 1, 2, 255, 254]), gzipSync(Buffer.alloc(64 * 1024 * 1024, 65)), '"Id,Job\n1']) {
    expect(await bring("invoices.csv", content)).toBe(422);
  }
  // Refused files left nothing; but the workspace's own store and captures move on.
  const sources = (files: Map<string, string>): string[] => [...files].filter(([name]) => !name.startsWith(".tieout")).map(String);
  expect(sources(await fingerprints(estate))).toEqual(sources(before));
  expect(await bring("invoices.csv", SMALL["invoices.csv"])).toBe(201);
  expect(await readFile(path.join(estate, "invoices.csv"), "utf8")).toBe(SMALL["invoices.csv"]);
  expect(await readdir(path.join(estate, ".tieout", "replaced"))).toHaveLength(1);

  const second = await review();
  expect(await inbox()).toMatchObject([{ fingerprint: found?.fingerprint, state: "resolved" }]);
  expect(await json("GET", `/runs/${first.run}/compare/${second.run}`)).toMatchObject({ breaks: { opened: 0, closed: 1, stayed: 0 } });

  const beside = await run(["review", estate]);
  expect([beside.code, beside.stderr]).toEqual([2, expect.stringContaining("[workspace-locked]")]);
  server.kill("SIGTERM");
  const { code, stderr } = await ended;
  expect(code).toBe(0);
  expect(stderr).not.toContain(token);
  expect(await leftovers(path.join(estate, ".tieout"))).toEqual([]);

  // The command line moves the same desk along.
  await write(estate, { "invoices.csv": BROKEN });
  const again = await run(["review", estate, "--no-pdf"]);
  expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("The desk: 0 opened, 1 opened again, 0 gone")]);
  const intact = await run(["audit", "verify", estate]);
  expect([intact.code, intact.stdout]).toEqual([0, expect.stringContaining("The audit log is intact")]);
}, 120_000);

it("without accounts it listens to this computer alone, and says what is half set up", async () => {
  const refused = await run(["serve", directory, "--host", "0.0.0.0", "--url", "ftp://x"]);
  expect([refused.code, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toContain("[not-loopback]");
  expect(refused.stderr).toContain("[bad-url]");
});
