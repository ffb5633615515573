/**
 * What the API takes and gives: zod schemas for the server, types for the page.
 */
export type { Alerts } from "./alerts.ts";
export type {
  Acted,
  BulkDoing,
  BulkResult,
  Doing,
  Exception,
  ExceptionComment,
  ExceptionEvent,
  ExceptionFacets,
  ExceptionPage,
  ExceptionStory,
  Facet,
  NewViewBody,
  SavedView,
  StaleProblem,
} from "./exceptions.ts";
export type { Automation, Automations, NumberDetail, Numbers, Ownership, RecordStory, Statement } from "./evidence.ts";
export type { Chain, ChainDataset, ChainHandoff, FindingDetail, Findings, ListedFinding, Overview } from "./overview.ts";
export type { LocatedProblem, ProblemAnswer } from "./parts.ts";
export type { Comparison, CurrentRun, NewRunBody, RunDetail, RunProgress, Runs, RunSummary, ServerEvent, Uploaded } from "./runs.ts";
export type {
  AuditCheck,
  AuditPage,
  NewTokenBody,
  NewUserBody,
  Session,
  SignIn,
  SignInWays,
  Token,
  TokenMade,
  User,
  UserChange,
} from "./session.ts";
