import { spawn } from "node:child_process";
import { pino } from "pino";
import { InputError, type Problem } from "../model/index.ts";
import { createLog, openPage, serveEstate, type Served, type ServeOptions } from "../serve/index.ts";
import { printable } from "./failure.ts";

export interface ServeFlags {
  readonly port?: number;
  readonly host?: string;
  readonly open?: boolean;
  readonly team?: boolean;
  readonly url?: string;
  readonly proxy?: boolean;
  readonly log?: string;
  readonly threads?: number;
  readonly memory?: string;
}

/** `tieout serve`: runs until it is told to stop (SIGINT, SIGTERM), then ends with exit code 0. */
export async function runServe(estatePath: string, flags: ServeFlags): Promise<void> {
  const options = optionsOf(flags, process.env, await openPage());
  await serveEstate(estatePath, options, async (served) => {
    const stop = new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    const link = await told(served);
    if (flags.open === true) openBrowser(link ?? served.url);
    const again = (): void => void told(served);
    if (process.stdin.isTTY) process.stdin.on("data", again);
    await stop;
    process.stdin.off("data", again).unref();
    process.stderr.write("Stopping …\n");
  });
}

/** Says where it runs. The link is for whoever sees this terminal: it goes to standard output, never into the log. */
async function told(served: Served): Promise<string | undefined> {
  const link = await served.link();
  if (link === undefined) process.stdout.write(`Tieout runs at ${served.url}\n`);
  else {
    const more = process.stdin.isTTY ? " Press Enter for another one." : "";
    process.stdout.write(`Tieout runs at ${served.url}\nSign in once, within ten minutes:${more}\n${link}\n`);
  }
  return link;
}

function optionsOf(flags: ServeFlags, env: NodeJS.ProcessEnv, page: ServeOptions["page"]): ServeOptions {
  const team = flags.team ?? false;
  const host = flags.host ?? "127.0.0.1";
  const problems: Problem[] = [];
  if (!team && !["127.0.0.1", "::1", "localhost"].includes(host)) {
    problems.push({
      code: "not-loopback",
      message: "Without accounts the server listens on this computer alone",
      found: host,
      expected: "127.0.0.1, ::1 or localhost",
      hint: "For others to reach it: --team.",
    });
  }
  const url = flags.url === undefined ? undefined : originOf(flags.url);
  if (flags.url !== undefined && (url === undefined || !team)) {
    problems.push({
      code: "bad-url",
      message: "--url is no address for a team",
      found: flags.url,
      expected: "with --team, such as https://tieout.example.com",
    });
  }
  const {
    TIEOUT_OIDC_ISSUER: issuer,
    TIEOUT_OIDC_CLIENT_ID: clientId,
    TIEOUT_OIDC_CLIENT_SECRET: clientSecret,
    TIEOUT_OIDC_TITLE: title,
  } = env;
  const oidc =
    issuer !== undefined && clientId !== undefined && clientSecret !== undefined && team
      ? { issuer, clientId, clientSecret, title: title ?? "Sign in with your company's account" }
      : undefined;
  if (oidc === undefined && team && [issuer, clientId, clientSecret].some((one) => one !== undefined)) {
    problems.push({
      code: "bad-oidc",
      message: "The company's sign-in is half set up",
      expected: "TIEOUT_OIDC_ISSUER, TIEOUT_OIDC_CLIENT_ID and TIEOUT_OIDC_CLIENT_SECRET",
    });
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new InputError([first, ...rest]);
  return {
    host,
    port: flags.port ?? 4180,
    team,
    url,
    behindProxy: flags.proxy ?? false,
    databaseUrl: env["DATABASE_URL"],
    oidc,
    // Standard output is for the link; the log goes beside it.
    log: createLog(flags.log ?? "info", pino.destination(2)),
    page,
    threads: flags.threads,
    memory: flags.memory,
    progress: (line) => process.stderr.write(`${printable(line)}\n`),
  };
}

function originOf(text: string): string | undefined {
  try {
    const { protocol, origin, pathname } = new URL(text);
    return (protocol === "https:" || protocol === "http:") && pathname === "/" ? origin : undefined;
  } catch {
    return undefined;
  }
}

function openBrowser(url: string): void {
  const [program, ...args] =
    process.platform === "darwin" ? ["open"] : process.platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
  const child = spawn(program as string, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", () => process.stderr.write("No browser could be opened.\n"));
  child.unref();
}
