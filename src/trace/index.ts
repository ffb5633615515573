/**
 * takes: record sets, the handoffs' match rules, the links of identities. gives:
 * one record's story across systems, each statement with its file and line, and why
 * records are held to be one; metrics from raw records, and what stands between them
 * and what reports tell. never does: judge.
 */
export {
  declaredReading,
  findReadings,
  lineageOf,
  numberKey,
  periodOf,
  readingWords,
  recordsBehind,
  tieReport,
  toldByDataset,
  totalsOf,
  type Reading,
  type RecordBehind,
  type Told,
  type Totals,
} from "./numbers/index.ts";
export {
  findCorrections,
  type CellsOfReport,
  type CorrectionsInput,
  type FoundCorrections,
  type WorkbookFile,
} from "./corrections/index.ts";
export type { StoryIdentity } from "./links.ts";
export type { Via } from "./reached.ts";
export type { Statement } from "./statements.ts";
export { entitiesOf, exampleKeys, tellStory, type Story } from "./story.ts";
