import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ask, queryOf } from "./client.ts";
import type {
  Alerts,
  AuditCheck,
  AuditPage,
  Automations,
  Chain,
  Comparison,
  CurrentRun,
  ExceptionFacets,
  ExceptionPage,
  ExceptionStory,
  FindingDetail,
  NumberDetail,
  Numbers,
  Overview,
  Ownership,
  RecordStory,
  RunDetail,
  Runs,
  SavedView,
  Session,
  SignInWays,
  Token,
  User,
} from "./types.ts";

type Asked = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One read of the API under its key; `events.ts` says which are asked for again when something changes. */
function read<T>(key: readonly unknown[], path: string) {
  return queryOptions({ queryKey: key, queryFn: ({ signal }) => ask<T>(path, { signal }) });
}

export const sessionQuery = { ...read<Session>(["session"], "/session"), staleTime: 300_000, retry: false };
export const waysQuery = { ...read<SignInWays>(["ways"], "/sign-in"), staleTime: 300_000 };
export const auditCheckQuery = read<AuditCheck>(["audit", "check"], "/audit/check");
export const overviewQuery = read<Overview>(["overview"], "/overview");
export const chainQuery = read<Chain>(["chain"], "/chain");
export const numbersQuery = read<Numbers>(["numbers"], "/numbers");
export const ownershipQuery = read<Ownership>(["ownership"], "/ownership");
export const automationsQuery = read<Automations>(["automations"], "/automations");
export const runsQuery = read<Runs>(["runs"], "/runs");
export const currentRunQuery = read<CurrentRun>(["current-run"], "/runs/current");
export const usersQuery = read<{ readonly items: readonly User[] }>(["users"], "/users");
export const alertsQuery = read<Alerts>(["alerts"], "/alerts");
export const tokensQuery = read<{ readonly items: readonly Token[] }>(["tokens"], "/tokens");
export const viewsQuery = read<{ readonly items: readonly SavedView[] }>(["views"], "/views");

const PAGE = 200;

export function exceptionsQuery(asked: Asked, sort: string) {
  return infiniteQueryOptions({
    queryKey: ["exceptions", asked, sort],
    queryFn: ({ pageParam, signal }) =>
      ask<ExceptionPage>(`/exceptions${queryOf({ ...asked, sort, limit: PAGE, cursor: pageParam })}`, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: ExceptionPage) => page.next ?? undefined,
    // Of a long list, neither all pages are asked for again at every turn, nor all rows compared with those before: events tell what changed.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    structuralSharing: false,
  });
}

export function facetsQuery(asked: Asked) {
  return read<ExceptionFacets>(["facets", asked], `/exceptions/facets${queryOf(asked)}`);
}

export function exceptionQuery(id: string) {
  return read<ExceptionStory>(["exception", id], `/exceptions/${encodeURIComponent(id)}`);
}

export function findingQuery(fingerprint: string) {
  return read<FindingDetail>(["finding", fingerprint], `/findings/${encodeURIComponent(fingerprint)}`);
}

export function recordQuery(dataset: string, key: string) {
  return read<RecordStory>(["record", dataset, key], `/records/${encodeURIComponent(dataset)}/${encodeURIComponent(key)}`);
}

export function numberQuery(report: string) {
  return read<NumberDetail>(["number", report], `/numbers/${encodeURIComponent(report)}`);
}

export function runQuery(id: string) {
  return read<RunDetail>(["run", id], `/runs/${encodeURIComponent(id)}`);
}

export function comparisonQuery(before: string, after: string) {
  return read<Comparison>(["comparison", before, after], `/runs/${encodeURIComponent(before)}/compare/${encodeURIComponent(after)}`);
}

export const auditQuery = infiniteQueryOptions({
  queryKey: ["audit", "log"],
  queryFn: ({ pageParam, signal }) => ask<AuditPage>(`/audit${queryOf({ cursor: pageParam })}`, { signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: AuditPage) => page.next ?? undefined,
});
