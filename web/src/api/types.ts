/** What the API gives and takes: the server's own types, so that neither side can change alone. */
export type {
  Exception,
  ExceptionComment,
  ExceptionEvent,
  ExceptionFacets,
  ExceptionState,
  ExceptionStory,
  EventValue,
  Facet,
  SavedView,
  Severity,
  Role,
  RunSummary,
  RunDetail,
  DeskOverview,
  Brief,
  Plan,
  Finding,
  ReviewedHandoff,
  ReviewedWorkflow,
  ReviewedSystem,
  ReviewedDataset,
  ReviewedFact,
  ReviewedMetric,
  ReviewedReport,
  ReportedNumber,
  Automation,
  RunComparison,
  DeskUser,
  DeskToken,
  Range,
} from "../../../src/model/index.ts";
import type { Exception, Role } from "../../../src/model/index.ts";

export interface Session {
  readonly user: { readonly name: string; readonly display: string; readonly role: Role; readonly units: readonly string[] | undefined };
  readonly mode: "local" | "team";
  readonly csrf: string;
  readonly estate: { readonly name: string; readonly title: string; readonly currency: string; readonly timeZone: string };
}

export interface ExceptionList {
  readonly items: readonly Exception[];
  readonly next?: string | undefined;
  readonly total?: number;
}

export type Doing =
  | { readonly do: "acknowledge" | "start" }
  | { readonly do: "resolve" | "reopen"; readonly reason: string }
  | { readonly do: "accept"; readonly reason: string; readonly until: string }
  | { readonly do: "assign"; readonly owner: string | null }
  | { readonly do: "due"; readonly due: string | null };

export interface BulkResult {
  readonly items: readonly { readonly id: string; readonly outcome: "done" | "stale" | "refused" | "unknown"; readonly reason?: string }[];
}
