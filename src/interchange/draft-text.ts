import { stringify } from "yaml";
import type { Draft } from "./draft.ts";

/** Where the datasets of a draft lie below the estate's directory. */
export function datasetPath(name: string): string {
  return `datasets/${name}.parquet`;
}

/**
 * A draft of tieout.yaml for a log: one system, a dataset of events and a lifecycle
 * for each type of object. It says no more than the log does: no transitions, no
 * limits, no rules.
 */
export function draftText(draft: Draft, title: string): string {
  const datasets = draft.types.map(({ type, name }) => [
    name,
    {
      title: `Events of ${type}`,
      entity: name,
      source: { path: datasetPath(name), capturedAt: draft.capturedAt },
      key: "row",
      fields: {
        row: "row",
        record: { column: "record", type: "key" },
        activity: "activity",
        at: { column: "at", type: "timestamp" },
        event: "event",
      },
      times: { occurred: "at" },
      state: { field: "activity" },
    },
  ]);
  const lifecycles = draft.types.map(({ type, name, states }) => [
    name,
    {
      title: type,
      entity: name,
      states: Object.fromEntries(states.map((state) => [state.id, { title: state.title }])),
      tracks: {
        log: {
          history: { dataset: `log.${name}`, record: "record", at: "at" },
          words: Object.fromEntries(states.map((state) => [state.id, state.words])),
        },
      },
    },
  ]);
  const estate = {
    tieout: 1,
    estate: "event-log",
    title,
    timeZone: "UTC",
    // ISO 4217 for no currency: a log has no amounts.
    currency: "XXX",
    systems: { log: { title, datasets: Object.fromEntries(datasets) as object } },
    lifecycles: Object.fromEntries(lifecycles) as object,
  };
  const head = `# A draft from an event log, made by \`tieout events import\`. Each lifecycle has its states in their usual
# order. What it lacks is what only you know: which state may follow which (next), how long a record may
# stay (limit), what two systems must agree on (links, agree). docs/lifecycles.md tells how to say it.
`;
  return `${head}${stringify(estate, { lineWidth: 120 })}`;
}
