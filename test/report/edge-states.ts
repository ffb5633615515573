import { MISMATCH_OUTCOMES, type Review } from "../../src/model/index.ts";
import { dataset, handoff, review, system } from "./sample-review.ts";
import {
  counted,
  delay,
  lifecycle,
  NO_COUNTS,
  quantiles,
  rule,
  stateBreak,
  stateFinding,
  states,
  step,
  timing,
  timingSlice,
  track,
  workflow,
} from "./sample-states.ts";

/** A text in every place of lifecycles, workflows and times that data can reach. */
export function hostileStates(
  text: string,
): Pick<Review, "lifecycles" | "workflows" | "findings"> & { readonly timing: ReturnType<typeof timing> } {
  const now = { state: text, final: false, records: 3, amount: "1.00", stuck: 1, oldest: "2.00" };
  const lifecycles = [
    {
      ...lifecycle(text, text, ["a"]),
      entity: text,
      workflows: [text],
      states: [{ id: text, title: text }],
      tracks: [
        track(text, text, text, {
          counts: { ...NO_COUNTS, records: 3, silent: 1, undated: 1, nameless: 1, orphaned: 1, future: 1, lateRecorded: 1 },
          unmapped: [{ dataset: text, word: text, records: 1, samples: [text] }],
          now: [now],
          transitions: [{ from: text, to: text, kind: "illegal-transition", times: 1, records: 1 }],
        }),
      ],
      rules: [
        rule(
          text,
          text,
          { track: text, states: [text] },
          { track: text, states: [text, "absent"] },
          { within: text, checked: counted(1, "1.00"), disagrees: counted(1, "1.00"), days: "1.00", amountDays: "1.00" },
        ),
      ],
      definitions: ["", text, `${text}2`].map((unit) => ({ rule: text, unit, state: text, records: 1, share: unit === "" ? 1 : 0.5 })),
    } as const,
  ];
  const one = step(text, text, { from: text, to: text }, counted(4, "4.00"), {
    passed: counted(1, "1.00"),
    left: counted(1, "1.00"),
    waiting: counted(1, "1.00"),
    ended: counted(1, "1.00"),
    extra: counted(1, "1.00"),
    medianHours: 1,
  });
  const workflows = [workflow(text, text, [one, one], { decision: text, sentence: text, dataset: text, broken: text, share: 0.5 })];
  const mismatch = states(text, text, {
    rule: text,
    state: text,
    other: { dataset: text, key: text, state: text },
    from: "2026-05-03T00:00:00.000Z",
    due: "2026-05-04T00:00:00.000Z",
    to: "2026-05-06T00:00:00.000Z",
    days: "2.00",
    amountDays: "2.00",
    atMost: { from: "2026-05-02T00:00:00.000Z", to: "2026-05-07T00:00:00.000Z" },
    actor: text,
  });
  const findings = MISMATCH_OUTCOMES.map((outcome) =>
    stateFinding({ id: text, rule: text, track: text }, outcome, text, {
      amount: "1.00",
      delay: delay("2.00", "2.00", 0, "2.00"),
      owner: text,
      decision: text,
      move: text,
      samples: [stateBreak(outcome, text, text, mismatch, { amount: "1.00", unit: text })],
    }),
  );
  const slices = [
    timingSlice({ by: "total" }, 2, quantiles(1, 2, 3)),
    ...[text, "2026-01"].map((value) => timingSlice({ by: "month", value }, 1, quantiles(1, 2, 3))),
  ];
  return {
    lifecycles,
    workflows,
    findings,
    timing: timing([...slices, timingSlice({ by: "unit", value: text }, 1, quantiles(1, 2, 3))], {
      trend: { month: text, before: text, medianHours: 1, medianHoursBefore: 2 },
    }),
  };
}

/** So many workflows of twelve handoffs, and so many lifecycles of 40 states, with long names. */
export function manyStates(count: number): Review {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const long = "Work that is handed from one department to the next and comes back again";
  const ids = Array.from({ length: 40 }, (_, index) => `state-${index}`);
  return review({
    systems: [system("a", `A ${long}`, "dispatch"), system("b", "B", "books")],
    datasets: [dataset("a.x", `X ${long}`, "job", 9000), dataset("b.y", "Y", "invoice", 9000)],
    handoffs: [handoff("h", long, { from: "a.x", to: "b.y" }, [["from", "matched", "none", 9000]])],
    workflows: numbers.map((number) => {
      const steps = Array.from({ length: 12 }, (_, place) =>
        step("h", `${long} ${place}`, { from: "a.x", to: "b.y" }, counted(1_000_000 - place * 70_000, "9000.00"), {
          passed: counted(930_000 - place * 70_000, "8000.00"),
          left: counted(50_000, "500.00"),
          waiting: counted(10_000, "300.00"),
          ended: counted(10_000, "200.00"),
          medianHours: 12.5,
        }),
      );
      return workflow(`w${number}`, `${long} ${number}`, steps, { sentence: `${long}.`, share: 0.2, decision: "close" });
    }),
    lifecycles: numbers.map((number) =>
      lifecycle(`l${number}`, `${long} ${number}`, ids, {
        tracks: ["a.x", "b.y"].map((id) =>
          track(id, `${long} ${id}`, id, {
            now: ids.map((state) => ({ state, final: false, records: 1_234_567, amount: "123456789.00", stuck: 1000, oldest: "800.00" })),
          }),
        ),
        rules: [rule("r", long, { track: "a.x", states: ids }, { track: "b.y", states: ids }, { checked: counted(5), agrees: counted(5) })],
      }),
    ),
  });
}
