/**
 * takes: texts that we wrote, users' values and names. gives: pieces of SQL in
 * which values are bound and names quoted; the Dialect contract. never does:
 * run a query.
 */
export { businessSeconds, joinBusinessDay } from "./business-time.ts";
export { createCalendar } from "./calendar.ts";
export type { WorkingDays } from "./calendar.ts";
export { compileCondition, isConditionValue } from "./condition.ts";
export type { ConditionContext, ConditionTree, ConditionType } from "./condition.ts";
export { deadline } from "./deadlines.ts";
export type { AgreedTime, Deadline, DeadlineContext } from "./deadlines.ts";
export { compileExpression, conjuncts, expressionWords, fieldsOf, FUNCTION_NAMES } from "./expression.ts";
export type { CastType, Expression, ExpressionFault, FunctionName, InfixName } from "./expression.ts";
export { and, bind, id, inline, join, or, sql } from "./sql.ts";
export type { Sql, SqlValue } from "./sql.ts";
export type { Dialect, TripleBits } from "./dialect.ts";
export { startOfDay, toLocal, toUtc } from "./zone-shift.ts";
export type { TimeRange } from "./zone-shift.ts";
