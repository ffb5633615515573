/** What the API gives and takes: the server's own types, so that neither side can change alone. */
export type {
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
} from "../../../src/serve/contract/exceptions.ts";
export type {
  NewTokenBody,
  NewUserBody,
  Session,
  SignIn,
  SignInWays,
  Token,
  TokenMade,
  User,
  UserChange,
} from "../../../src/serve/contract/session.ts";
export type { EventValue, ExceptionState, Range, Role, Severity } from "../../../src/model/index.ts";
