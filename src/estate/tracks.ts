import type { StatusHistory, Track } from "../model/index.ts";
import { parseDuration } from "./calendar.ts";
import { refuseIncomparable } from "./comparisons.ts";
import { resolveCondition } from "./conditions.ts";
import { momentField, type FindDataset, type KnownDataset } from "./datasets.ts";
import { fieldOf } from "./fields.ts";
import { isState, type Frame } from "./lifecycle-states.ts";
import { plainRecord, titleOf } from "./naming.ts";
import type { Path } from "./place.ts";
import type { TrackSpec } from "./schema.ts";
import { trackWords } from "./track-words.ts";

/** A track with what is known of its dataset. */
export interface KnownTrack {
  readonly track: Track;
  readonly known: KnownDataset | undefined;
  /** Is nothing wrong with it? */
  readonly sound: boolean;
  /** Are its things those that a history names? Then no record of theirs has fields. */
  readonly log: boolean;
}

type HistorySpec = NonNullable<TrackSpec["history"]>;

export function resolveTrack(id: string, spec: TrackSpec, find: FindDataset, frame: Frame): KnownTrack {
  const { problems } = frame.scope;
  const path: Path = [...frame.path, "tracks", id];
  const before = problems.count;
  const dataset = spec.dataset ?? spec.history?.dataset ?? "";
  const log = spec.history !== undefined && dataset === spec.history.dataset;
  const known =
    dataset === "" ? undefined : find(dataset, spec.dataset === undefined ? [...path, "history", "dataset"] : [...path, "dataset"]);
  if (dataset === "" && frame.sound)
    problems.add(path, { code: "no-dataset", message: `The track \`${id}\` follows nothing.`, expected: "dataset, or history" }, "key");
  const past = spec.history === undefined || log ? known : find(spec.history.dataset, [...path, "history", "dataset"]);
  const history = spec.history && resolveHistory(spec.history, log ? undefined : known, past, frame, [...path, "history"]);
  const current = !log && known?.dataset.state !== undefined;
  if (log) refuseForLogs(spec, path, frame);
  const stamps = log ? [] : resolveStamps(spec, known, frame, path);
  const since =
    spec.since !== undefined && known && !log ? momentField(spec.since, known, "The time", [...path, "since"], problems) : undefined;
  if (spec.deleted !== undefined) isState(spec.deleted, frame, [...path, "deleted"]);
  checkNeeds(id, spec, known, { current, log }, frame, path);

  const mappings = [current ? known?.dataset.state : undefined, spec.history === undefined ? undefined : past?.dataset.state];
  const words = trackWords(spec, mappings, frame, path);
  const told = current || spec.history !== undefined ? [...words.values()] : [];
  const shown = new Set([...told, ...stamps.map(({ state }) => state), ...(spec.deleted === undefined ? [] : [spec.deleted])]);
  const states = frame.states.filter((state) => shown.has(state.id)).map((state) => state.id);
  const clean = problems.count === before && frame.sound && known?.whole === true && (spec.history === undefined || past?.whole === true);
  if (clean && states.length === 0) {
    problems.add(
      path,
      {
        code: "nothing-shown",
        message: `No word of the track \`${id}\` stands for a state of the lifecycle \`${frame.id}\`.`,
        expected: `words for ${frame.states.map((state) => state.id).join(", ")}`,
        hint: "Write words: { state: [the system's words] }, or name a pack.",
      },
      "key",
    );
  }
  return {
    track: {
      id,
      title: spec.title ?? titleOf(id),
      dataset,
      filter: known && !log ? resolveCondition(spec.filter, known, [...path, "filter"], problems) : undefined,
      words: plainRecord(words),
      states,
      current,
      since,
      deleted: spec.deleted,
      stamps,
      history,
      captures: spec.captures ?? false,
      recordWithin: spec.recordWithin === undefined ? undefined : parseDuration(spec.recordWithin),
    },
    known,
    sound: clean && states.length > 0,
    log,
  };
}

function resolveHistory(
  spec: HistorySpec,
  of: KnownDataset | undefined,
  past: KnownDataset | undefined,
  frame: Frame,
  path: Path,
): StatusHistory {
  const { problems } = frame.scope;
  const moment = (name: string | undefined, key: "at" | "recorded") =>
    name === undefined || !past ? undefined : momentField(name, past, "The time", [...path, key], problems);
  const record = past && fieldOf(past, spec.record, [...path, "record"], problems);
  if (past && spec.actor !== undefined) fieldOf(past, spec.actor, [...path, "actor"], problems);
  const [key, second] = of?.dataset.key ?? [];
  if (of && second !== undefined) {
    problems.add([...path, "record"], {
      code: "wide-key",
      message: `No single field can name a record of \`${of.id}\`, whose key has ${of.dataset.key.length} fields.`,
      found: spec.record,
      hint: "Follow a dataset with a key of one field.",
    });
  }
  const own = key === undefined ? undefined : of?.fields.get(key);
  if (of && past && record && own && second === undefined)
    refuseIncomparable({ scope: past, field: record }, { scope: of, field: own }, [...path, "record"], problems);
  if (past?.whole === true && past.dataset.state?.field === undefined) {
    problems.add([...path, "dataset"], {
      code: "no-state",
      message: `The history \`${past.id}\` does not say to which state its records lead.`,
      expected: "a dataset with state: field, or state: { field, words }",
      hint: `Add state to \`${past.id}\`.`,
    });
  }
  return {
    dataset: spec.dataset,
    record: spec.record,
    at: moment(spec.at, "at") ?? spec.at,
    recorded: moment(spec.recorded, "recorded") ?? spec.recorded,
    actor: spec.actor,
    filter: past && resolveCondition(spec.filter, past, [...path, "filter"], problems),
  };
}

function resolveStamps(spec: TrackSpec, known: KnownDataset | undefined, frame: Frame, path: Path): Track["stamps"] {
  return Object.entries(spec.stamps ?? {}).flatMap(([state, name]) => {
    const here = [...path, "stamps", state];
    const exists = isState(state, frame, here, "key");
    const field = known && momentField(name, known, `The stamp \`${state}\``, here, frame.scope.problems);
    return exists && field !== undefined ? [{ state, field }] : [];
  });
}

/** The things of an event log are names without records. */
function refuseForLogs(spec: TrackSpec, path: Path, { scope }: Frame): void {
  for (const key of ["filter", "stamps", "since", "deleted", "captures"] as const) {
    if (spec[key] === undefined || spec[key] === false) continue;
    scope.problems.add(
      [...path, key],
      {
        code: "only-with-records",
        message: `\`${key}\` asks for records, and this track follows what its history names.`,
        hint:
          key === "filter"
            ? "Move it into the history, or name the dataset of the records."
            : "Leave it out, or name the dataset of the records.",
      },
      "key",
    );
  }
}

/** What one key of a track needs beside it. */
function checkNeeds(
  id: string,
  spec: TrackSpec,
  known: KnownDataset | undefined,
  { current, log }: { readonly current: boolean; readonly log: boolean },
  frame: Frame,
  path: Path,
): void {
  const { problems } = frame.scope;
  const whole = known?.whole === true && frame.sound;
  const state = `state: { field, words } in \`${spec.dataset ?? ""}\``;
  if (whole && !log && !current) {
    for (const key of ["since", "captures"] as const) {
      if (spec[key] === undefined || spec[key] === false) continue;
      problems.add(
        [...path, key],
        { code: "no-state", message: `\`${key}\` asks for the present state, and \`${known.id}\` does not say it.`, expected: state },
        "key",
      );
    }
    if (spec.history === undefined && spec.stamps === undefined) {
      problems.add(
        path,
        {
          code: "no-state",
          message: `The track \`${id}\` says of no record in which state it is.`,
          expected: `${state}, a history, or stamps`,
        },
        "key",
      );
    }
  }
  if (whole && !log && spec.deleted !== undefined && known.dataset.deleted === undefined) {
    problems.add([...path, "deleted"], {
      code: "no-deleted",
      message: `\`${known.id}\` does not say which of its records are deleted.`,
      found: spec.deleted,
      expected: "deleted: a condition, in the dataset",
    });
  }
  if (spec.recordWithin !== undefined && spec.history?.recorded === undefined && frame.sound) {
    problems.add(
      [...path, "recordWithin"],
      {
        code: "no-recorded",
        message: "Nothing says when a change was recorded.",
        expected: "history: { recorded: the time field }",
      },
      "key",
    );
  }
}
