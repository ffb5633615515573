import { createServer, type AddressInfo, type Socket } from "node:net";

/** A mail server on loopback that takes what it is sent, or answers a command with what it is told. */
export async function smtp(answers: Readonly<Record<string, string>> = {}) {
  const mails: { readonly to: string[]; readonly data: string }[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    let waiting = "";
    let data: string[] | undefined;
    let to: string[] = [];
    const say = (text: string): void => void socket.write(`${text}\r\n`);
    const line = (text: string): void => {
      if (data !== undefined) {
        if (text !== ".") return void data.push(text);
        mails.push({ to, data: data.join("\n") });
        [data, to] = [undefined, []];
        return say("250 taken");
      }
      const command = text.slice(0, 4).toUpperCase();
      const told = answers[command];
      if (told !== undefined) return told === "" ? undefined : say(told);
      if (command === "RCPT") to.push(text.replace(/^.*<(.*)>.*$/, "$1"));
      if (command === "DATA") data = [];
      say(command === "DATA" ? "354 go on" : command === "QUIT" ? "221 bye" : "250 ok");
    };
    socket.on("data", (piece) => {
      waiting += piece.toString();
      const lines = waiting.split("\r\n");
      waiting = lines.pop() ?? "";
      lines.forEach(line);
    });
    say("220 test");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    mails,
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
