/** What the API gives and takes: the server's own types, so that neither side can change alone. */
export type * from "../../../src/serve/contract/index.ts";
export type {
  CorrectionKind,
  EventValue,
  ExceptionState,
  NumberOutcome,
  Range,
  ReportedNumber,
  ReviewedWorkflow,
  Role,
  Scope,
  Severity,
} from "../../../src/model/index.ts";
