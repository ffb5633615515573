/**
 * Progress for a person who waits: nothing in the first moments, then one line a
 * step on standard error.
 */
export function startProgress(quiet = false): { readonly say: (line: string) => void; readonly stop: () => void } {
  const PATIENCE = 1500;
  const started = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const print = (line: string): void => {
    process.stderr.write(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}\n`);
  };
  return {
    say: (line) => {
      if (quiet) return;
      clearTimeout(timer);
      const waited = Date.now() - started;
      if (waited >= PATIENCE) print(line);
      else {
        // A step that begins at once and lasts is announced when patience ends.
        timer = setTimeout(() => print(line), PATIENCE - waited);
        timer.unref();
      }
    },
    stop: () => clearTimeout(timer),
  };
}
