import { Refusal } from "./problem.ts";

/** One at a time, in the order in which they came. */
export interface Turns {
  /** Waits for its turn; call what it gives when done. */
  take(): Promise<() => void>;
}

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  return {
    take: async () => {
      let done: () => void = () => undefined;
      const before = last;
      last = new Promise((resolve) => {
        done = resolve;
      });
      await before;
      return done;
    },
  };
}

/** Waits for work so long and no longer; the work goes on, and its turn ends with it. @throws Refusal 504 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new Refusal(504, "too-slow", "It takes too long.", { detail: `It was not done within ${ms / 1000} seconds; try again.` })),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
