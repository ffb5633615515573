import { createHash } from "node:crypto";

/** A part of an event with a schema of its own. */
export interface Facet {
  readonly _producer: string;
  readonly _schemaURL: string;
  readonly [property: string]: unknown;
}

export type Facets = Readonly<Record<string, Facet>>;

/** What OpenLineage calls one dataset or one job. */
export interface Named {
  readonly namespace: string;
  readonly name: string;
}

export interface LineageDataset extends Named {
  readonly facets?: Facets;
  readonly inputFacets?: Facets;
}

interface LineageBase {
  /** UTC ISO 8601. */
  readonly eventTime: string;
  readonly producer: string;
  readonly schemaURL: string;
  readonly job: Named & { readonly facets?: Facets };
  readonly inputs: readonly LineageDataset[];
  readonly outputs: readonly LineageDataset[];
}

/** What the review saw. */
export interface RunEvent extends LineageBase {
  readonly eventType: "START" | "COMPLETE";
  readonly run: { readonly runId: string; readonly facets?: Facets };
}

/** What is declared elsewhere, without a run that was seen. */
export interface JobEvent extends LineageBase {
  readonly run?: never;
}

export type LineageEvent = RunEvent | JobEvent;

/** Who says all this, as OpenLineage asks: a URI. */
export const PRODUCER = "urn:tieout";
const SPEC = "https://openlineage.io/spec";
const CORE = `${SPEC}/2-0-2/OpenLineage.json`;

/** The published facets that are written: name in an event, and schema. */
const FACETS = {
  columnLineage: "1-2-0/ColumnLineageDatasetFacet",
  dataQualityAssertions: "1-1-0/DataQualityAssertionsDatasetFacet",
  datasetType: "1-0-1/DatasetTypeDatasetFacet",
  documentation: "1-1-0/DocumentationDatasetFacet",
  inputStatistics: "1-0-0/InputStatisticsInputDatasetFacet",
  jobDocumentation: "1-1-0/DocumentationJobFacet",
  jobOwnership: "1-0-1/OwnershipJobFacet",
  jobType: "2-0-4/JobTypeJobFacet",
  nominalTime: "1-0-1/NominalTimeRunFacet",
  ownership: "1-0-1/OwnershipDatasetFacet",
  parent: "1-2-0/ParentRunFacet",
  schema: "1-2-0/SchemaDatasetFacet",
  subset: "1-0-0/BaseSubsetDatasetFacet#/$defs/InputSubsetInputDatasetFacet",
  symlinks: "1-0-1/SymlinksDatasetFacet",
} as const;

/** A facet of the published kind. */
export function facet(kind: keyof typeof FACETS, content: Readonly<Record<string, unknown>>): Facet {
  const [file = "", definition] = FACETS[kind].split("#");
  const name = file.slice(file.indexOf("/") + 1);
  return { _producer: PRODUCER, _schemaURL: `${SPEC}/facets/${file}.json#${definition ?? `/$defs/${name}`}`, ...content };
}

/** Leaves out facets that there is nothing to say in. */
export function given(facets: Readonly<Record<string, Facet | undefined>>): Facets {
  return Object.fromEntries(Object.entries(facets).filter((pair): pair is [string, Facet] => pair[1] !== undefined));
}

/** An owner as a dataset's or job's facet; undefined where nobody owns it. */
export function ownedBy(kind: "ownership" | "jobOwnership", owner: string | undefined): Facet | undefined {
  return owner === undefined ? undefined : facet(kind, { owners: [{ name: owner, type: "OWNER" }] });
}

/** What names and times the events of one review have. */
export interface Frame {
  /** Of jobs, and of datasets that are known by the estate's name for them: `tieout://summit-mechanical`. */
  readonly namespace: string;
  readonly asOf: string;
}

/** What a job is, what went in and what came out. */
export interface Work {
  readonly name: string;
  readonly jobFacets: Facets;
  readonly runFacets?: Facets;
  /** Tells runs of one job apart: a file's name. */
  readonly part?: string;
  readonly inputs: readonly LineageDataset[];
  readonly outputs: readonly LineageDataset[];
}

/** The id of a job's run in this review: the same in every run of Tieout over the same evidence. */
export function runIdOf(frame: Frame, job: string, part = ""): string {
  return nameUuid(JSON.stringify([frame.namespace, frame.asOf, job, part]));
}

/** A run as the two events that the specification asks for. */
export function runEvents(frame: Frame, work: Work): readonly RunEvent[] {
  const runId = runIdOf(frame, work.name, work.part);
  const base = { eventTime: frame.asOf, producer: PRODUCER, schemaURL: `${CORE}#/$defs/RunEvent` };
  const job = { namespace: frame.namespace, name: work.name };
  return [
    { ...base, eventType: "START", run: { runId }, job, inputs: [], outputs: [] },
    {
      ...base,
      eventType: "COMPLETE",
      run: work.runFacets === undefined ? { runId } : { runId, facets: work.runFacets },
      job: { ...job, facets: work.jobFacets },
      inputs: work.inputs,
      outputs: work.outputs,
    },
  ];
}

/** A job that is declared elsewhere. */
export function jobEvent(frame: Frame, work: Work): JobEvent {
  return {
    eventTime: frame.asOf,
    producer: PRODUCER,
    schemaURL: `${CORE}#/$defs/JobEvent`,
    job: { namespace: frame.namespace, name: work.name, facets: work.jobFacets },
    inputs: work.inputs,
    outputs: work.outputs,
  };
}

/** A UUID of version 5 over a name, in the namespace of URLs (RFC 9562). */
function nameUuid(name: string): string {
  const space = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");
  const hash = createHash("sha1").update(space).update(`urn:tieout:${name}`).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
