import { OPEN_STATES, type DeskOverview } from "../model/index.ts";
import { act, endAcceptances } from "./act.ts";
import { auditLog, verifyAudit } from "./audit.ts";
import { dayOf } from "./day.ts";
import { decide, listDecisions, listViews, removeView, saveView } from "./decisions.ts";
import type { Desk, DeskPorts } from "./desk.ts";
import { facetCache } from "./facets.ts";
import { exceptionStory, listExceptions } from "./inbox.ts";
import { countOf, openTotals } from "./open-totals.ts";
import { recordRun } from "./record-run.ts";
import { latestRun, listRuns, runDetail, runReview } from "./runs.ts";
import { createToken, listTokens, revokeToken, tokenBySecret } from "./tokens.ts";
import {
  createSession,
  disableUser,
  endSession,
  listUsers,
  putUser,
  sessionBySecret,
  setPassword,
  userByPassword,
  userOf,
} from "./users.ts";

const LATEST_RUNS = 30;

/** The desk over a store that is open. It holds nothing itself but counts: several may work on one store. */
export function createDesk(ports: DeskPorts): Desk {
  const { store } = ports;
  const facets = facetCache();
  const today = (): string => dayOf(ports.now(), ports.calendar.timeZone);
  const overview = async (scope?: readonly string[]): Promise<DeskOverview> => {
    const within = scope === undefined ? {} : { scope };
    const open = await facets(store, { ...within, states: OPEN_STATES }, today());
    const all = await facets(store, within, today());
    return {
      latest: await latestRun(store),
      open: { ...open.total, unowned: open.owner.find(({ value }) => value === null)?.count ?? 0 },
      byState: all.state,
      byOwner: open.owner,
      byUnit: open.unit,
      bySeverity: open.severity,
      byWorkflow: open.workflow,
      runs: await listRuns(store, { limit: LATEST_RUNS }),
    };
  };
  return {
    recordRun: (run) => recordRun(ports, run),
    listExceptions: (filter, page = {}) => listExceptions(store, filter, today(), page),
    facets: (filter) => facets(store, filter, today()),
    count: (filter) => countOf(store, filter, today()),
    openTotals: (by, scope) => openTotals(store, by, today(), scope),
    exception: (fingerprint, scope) => exceptionStory(store, fingerprint, scope),
    act: (items, action, actor, scope) => act(ports, items, action, actor, scope),
    endAcceptances: () => endAcceptances(ports),
    overview,
    latestRun: () => latestRun(store),
    runs: (page = {}) => listRuns(store, page),
    run: (id) => runDetail(store, id),
    review: (id) => runReview(store, id),
    users: () => listUsers(store),
    user: (name) => userOf(store, name),
    putUser: (user, actor) => putUser(ports, user, actor),
    disableUser: (name, actor) => disableUser(ports, name, actor),
    setPassword: (name, password, actor) => setPassword(ports, name, password, actor),
    userByPassword: (name, password) => userByPassword(store, name, password),
    createSession: (user, seconds) => createSession(ports, user, seconds),
    sessionBySecret: (secret) => sessionBySecret(ports, secret),
    endSession: (id) => endSession(ports, id),
    createToken: (token, actor) => createToken(ports, token, actor),
    tokens: (user) => listTokens(store, user),
    revokeToken: (id, actor) => revokeToken(ports, id, actor),
    tokenBySecret: (secret) => tokenBySecret(ports, secret),
    decide: (decision, actor) => decide(ports, decision, actor),
    decisions: (subject) => listDecisions(store, subject),
    saveView: (view, actor) => saveView(ports, view, actor),
    views: (user) => listViews(store, user),
    removeView: (id, actor) => removeView(ports, id, actor),
    auditLog: (page = {}) => auditLog(store, page),
    verifyAudit: () => verifyAudit(store),
  };
}
