import { execFile } from "node:child_process";
import { chmod, chown, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A PostgreSQL server of one's own, without network, gone when it is stopped. */
export interface PostgresServer {
  /** Address of its first database, for making others. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Where this machine has PostgreSQL's programs: the newest of Debian's directories; undefined: nowhere. */
async function programs(): Promise<string | undefined> {
  const root = "/usr/lib/postgresql";
  const versions = (await readdir(root).catch(() => [])).map(Number).filter(Number.isInteger);
  const newest = versions.sort((a, b) => b - a)[0];
  const directory = path.join(root, String(newest), "bin");
  return newest !== undefined && (await stat(path.join(directory, "initdb")).catch(() => undefined)) !== undefined ? directory : undefined;
}

/** Starts a server in a directory of its own; undefined where none is installed. The server refuses root: then it runs as `postgres`. */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const directory = await programs();
  if (directory === undefined) return undefined;
  const root = await mkdtemp(path.join(tmpdir(), "tieout-postgres-"));
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    const { stdout } = await run("id", ["-u", "postgres"]);
    await chown(root, Number(stdout), -1);
  }
  await chmod(root, 0o755);
  const call = (program: string, args: readonly string[]): Promise<unknown> => {
    const file = path.join(directory, program);
    return asRoot ? run("runuser", ["-u", "postgres", "--", file, ...args], { cwd: root }) : run(file, args, { cwd: root });
  };
  const data = path.join(root, "data");
  await call("initdb", ["-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8"]);
  await call("pg_ctl", ["-D", data, "-w", "-l", path.join(root, "log"), "-o", `-k ${root} -c listen_addresses='' -c fsync=off`, "start"]);
  return {
    url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(root)}`,
    stop: async () => {
      await call("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"]);
      await rm(root, { recursive: true, force: true });
    },
  };
}
