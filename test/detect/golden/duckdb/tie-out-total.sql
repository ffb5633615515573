CREATE VIEW "h1_from" AS
SELECT r._row AS "row",
  "r"."id" AS "key",
  "r"."amount" AS "amount",
  r._unit AS "unit",
  r._date AS "date",
  r._created AS "created",
  "r"."created" AS "clock",
  r._file AS "file",
  r._pos AS "pos",
  CASE WHEN r._deleted THEN 'deleted' WHEN NOT coalesce(lower("r"."unit") IN (lower('tampa')), FALSE) THEN 'filter' ELSE 'in' END AS "scope"
FROM "records total.jobs" AS r;

CREATE VIEW "h1_to" AS
SELECT r._row AS "row",
  "r"."id" AS "key",
  "r"."amount" AS "amount",
  r._unit AS "unit",
  r._date AS "date",
  r._created AS "created",
  "r"."created" AS "clock",
  r._file AS "file",
  r._pos AS "pos",
  CASE WHEN r._deleted THEN 'deleted' WHEN NOT coalesce(lower("r"."unit") IN (lower('tampa')), FALSE) THEN 'filter' ELSE 'in' END AS "scope"
FROM "records total.invoices" AS r;

SELECT unit AS unit, CAST(date_trunc('month', date) AS DATE) AS month,
  CAST(sum(records) AS BIGINT) AS records, CAST(sum(in_scope) AS BIGINT) AS in_scope, coalesce(sum(amount), 0) AS amount
FROM (
  SELECT unit, date, count(*) AS records, count(*) FILTER (WHERE scope = 'in') AS in_scope, sum(amount) AS amount
  FROM "h1_from" WHERE scope IN ('in', 'repeated-key') GROUP BY unit, date
) AS days GROUP BY 1, 2;

SELECT unit AS unit, CAST(date_trunc('month', date) AS DATE) AS month,
  CAST(sum(records) AS BIGINT) AS records, CAST(sum(in_scope) AS BIGINT) AS in_scope, coalesce(sum(amount), 0) AS amount
FROM (
  SELECT unit, date, count(*) AS records, count(*) FILTER (WHERE scope = 'in') AS in_scope, sum(amount) AS amount
  FROM "h1_to" WHERE scope IN ('in', 'repeated-key') GROUP BY unit, date
) AS days GROUP BY 1, 2;

CREATE TABLE "h1_total" AS
SELECT *, to_total - (from_total) AS difference, CASE WHEN from_total = to_total THEN 'matched' ELSE 'different' END AS outcome
FROM (SELECT (SELECT coalesce(sum("amount"), 0) FROM "h1_from" WHERE scope = 'in') AS from_total, (SELECT coalesce(sum("amount"), 0) FROM "h1_to" WHERE scope = 'in') AS to_total) AS sums;

INSERT INTO "breaks total"
SELECT left(sha256('silent-sync-failure|jobs-to-invoices|different|from|total.jobs|(total)'), 16),
  'jobs-to-invoices', 'from', 'different', 'sum-differs', 'total.jobs', '(total)', NULL, NULL, NULL, g.from_total, g.difference, 'total.invoices',
  '[' || '{"from":{"field":"amount","value":' || coalesce(CAST(to_json(CASE WHEN g.to_total - g.difference = round(g.to_total - g.difference, 2) THEN CAST(CAST(g.to_total - g.difference AS DECIMAL(38, 2)) AS VARCHAR) ELSE CAST(g.to_total - g.difference AS VARCHAR) END) AS VARCHAR), 'null') || '},"to":{"field":"amount","value":' || coalesce(CAST(to_json(CASE WHEN g.to_total = round(g.to_total, 2) THEN CAST(CAST(g.to_total AS DECIMAL(38, 2)) AS VARCHAR) ELSE CAST(g.to_total AS VARCHAR) END) AS VARCHAR), 'null') || '}}' || ']', NULL, NULL, NULL, 0, 0
FROM "h1_total" AS g WHERE g.outcome = 'different';

SELECT 'from' AS side, CASE scope WHEN 'in' THEN g.outcome WHEN 'repeated-key' THEN 'duplicate' ELSE 'excluded' END AS outcome,
  CASE scope WHEN 'in' THEN CASE WHEN g.outcome = 'matched' THEN 'none' ELSE 'sum-differs' END ELSE scope END AS reason, CAST(NULL AS VARCHAR) AS unit, CAST(NULL AS DATE) AS month, CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, count(*) AS records, sum(v.amount) AS amount, 0 AS differing, CAST(0 AS DECIMAL(18, 4)) AS difference
FROM "h1_from" AS v CROSS JOIN "h1_total" AS g GROUP BY 2, 3
UNION ALL
SELECT 'to' AS side, CASE scope WHEN 'in' THEN g.outcome WHEN 'repeated-key' THEN 'duplicate' ELSE 'excluded' END AS outcome,
  CASE scope WHEN 'in' THEN CASE WHEN g.outcome = 'matched' THEN 'none' ELSE 'sum-differs' END ELSE scope END AS reason, CAST(NULL AS VARCHAR) AS unit, CAST(NULL AS DATE) AS month, CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, count(*) AS records, sum(v.amount) AS amount, 0 AS differing, CAST(0 AS DECIMAL(18, 4)) AS difference
FROM "h1_to" AS v CROSS JOIN "h1_total" AS g GROUP BY 2, 3
UNION ALL
SELECT 'from', g.outcome, CASE WHEN g.outcome = 'matched' THEN 'none' ELSE 'sum-differs' END, CAST(NULL AS VARCHAR) AS unit, CAST(NULL AS DATE) AS month, CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, 0, CAST(0 AS DECIMAL(18, 4)), 1, g.difference FROM "h1_total" AS g;

SELECT count(*) AS breaks FROM "breaks total" WHERE handoff = 'jobs-to-invoices';
