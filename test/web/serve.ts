import { spawn } from "node:child_process";
import path from "node:path";

const MAIN = path.join(import.meta.dirname, "../../dist/cli/main.js");

export interface Server {
  readonly url: string;
  /** Signs one browser in, once. */
  readonly link: string;
  stop(): Promise<void>;
}

/** `tieout serve` as it is shipped, on a port of its own, until it is stopped. */
export async function serve(estate: string): Promise<Server> {
  const child = spawn(process.execPath, [MAIN, "serve", estate, "--port", "0", "--log", "warn"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let complained = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complained += text));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const link = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${complained}`)));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const found = /^http\S+#token=\S+$/m.exec(said);
      if (found !== null) resolve(found[0]);
    });
  });
  return {
    url: new URL(link).origin,
    link,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
