CREATE VIEW "h1_from" AS
SELECT r._row AS "row",
  "r"."id" AS "key",
  "r"."ref" AS "k0",
  "r"."amount" AS "amount",
  r._unit AS "unit",
  r._date AS "date",
  r._created AS "created",
  "r"."created" AS "clock",
  r._file AS "file",
  r._pos AS "pos",
  "r"."amount" AS "c0",
  coalesce("r"."fee", 0) AS "a0",
  CASE WHEN r._deleted THEN 'deleted' WHEN NOT coalesce(lower("r"."unit") IN (lower('tampa')), FALSE) THEN 'filter' ELSE 'in' END AS "scope"
FROM "records many-to-one.jobs" AS r;

CREATE VIEW "h1_to" AS
SELECT r._row AS "row",
  "r"."id" AS "key",
  "r"."ref" AS "k0",
  "r"."amount" AS "amount",
  r._unit AS "unit",
  r._date AS "date",
  r._created AS "created",
  "r"."created" AS "clock",
  r._file AS "file",
  r._pos AS "pos",
  "r"."amount" AS "c0",
  CASE WHEN r._deleted THEN 'deleted' WHEN NOT coalesce(lower("r"."unit") IN (lower('tampa')), FALSE) THEN 'filter' ELSE 'in' END AS "scope"
FROM "records many-to-one.invoices" AS r;

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

CREATE TABLE "h1_settled" AS SELECT CAST('' AS VARCHAR) AS "side", CAST('' AS VARCHAR) AS "outcome", CAST('' AS VARCHAR) AS "reason", "v"."row", "v"."key", "v"."k0", "v"."amount", "v"."unit", "v"."date", "v"."file", "v"."pos" FROM "h1_from" AS v WHERE FALSE;

CREATE TABLE "h1_crowd_paired" AS SELECT v.row AS f_row, v.row AS t_row, v.key AS f_key, v.key AS t_key, "v"."k0" FROM "h1_from" AS v WHERE FALSE;

CREATE TABLE "h1_repeated" AS
SELECT "s"."k0" FROM "h1_to" AS s
WHERE scope = 'in' AND NOT ("s"."k0" IS NULL) GROUP BY "s"."k0" HAVING count(*) > 1;

CREATE TABLE "h1_members" AS
SELECT m.row AS m_row, o.row AS o_row, m.amount AS amount, m.unit AS unit, m.date AS date,
  CASE WHEN o.row IS NOT NULL THEN CASE WHEN (TRUE) THEN CAST(0 AS BIGINT) WHEN TRUE THEN CAST(0 AS BIGINT) END END AS mask,
  m."a0" AS "a0"
FROM (SELECT * FROM "h1_from" WHERE scope = 'in') AS m
LEFT JOIN (SELECT s.* FROM "h1_to" AS s
  WHERE s.scope = 'in' AND NOT ("s"."k0" IS NULL)
    AND NOT EXISTS (SELECT 1 FROM "h1_repeated" AS x WHERE "x"."k0" = "s"."k0")) AS o ON "o"."k0" = "m"."k0";

CREATE TABLE "h1_groups" AS
SELECT o_row, amount, unit, date, members, total, unlike, "a0", "a1",
  actual - expected AS difference,
  CASE WHEN agrees AND unlike = 0 THEN 'matched' WHEN members > 0 THEN 'different' END AS outcome,
  CASE WHEN unlike > 0 THEN 'values-differ' WHEN agrees THEN 'none' ELSE 'sum-differs' END AS reason
FROM (
  SELECT *, (expected = actual OR abs(actual - expected) <= CAST('0.01' AS DECIMAL(18, 4))) AS agrees FROM (
    SELECT *, total + CAST(0 AS DECIMAL(18, 4)) + "a0" + "a1" AS expected, coalesce(amount, 0) AS actual FROM (
      SELECT o.row AS o_row, o.amount AS amount, o.unit AS unit, o.date AS date,
        coalesce(g.members, 0) AS members, coalesce(g.total, 0) AS total, coalesce(g.unlike, 0) AS unlike, -(coalesce(g."a0", 0)) AS "a0", coalesce("d1"."amount", 0) AS "a1"
      FROM (SELECT s.* FROM "h1_to" AS s
  WHERE s.scope = 'in' AND NOT ("s"."k0" IS NULL)
    AND NOT EXISTS (SELECT 1 FROM "h1_repeated" AS x WHERE "x"."k0" = "s"."k0")) AS o
      LEFT JOIN (
        SELECT o_row, count(*) AS members, coalesce(sum(amount), 0) AS total, sum(CASE WHEN mask <> 0 THEN 1 ELSE 0 END) AS unlike, sum("a0") AS "a0"
        FROM "h1_members" WHERE o_row IS NOT NULL GROUP BY o_row
      ) AS g ON g.o_row = o.row
      LEFT JOIN (
        SELECT min(owner.row) AS row, min(own.amount) AS amount
        FROM (SELECT r._row AS row, "r"."ref" AS "j0" FROM "records many-to-one.invoices" AS r JOIN (SELECT s.* FROM "h1_to" AS s
  WHERE s.scope = 'in' AND NOT ("s"."k0" IS NULL)
    AND NOT EXISTS (SELECT 1 FROM "h1_repeated" AS x WHERE "x"."k0" = "s"."k0")) AS c ON c.row = r._row) AS owner
        JOIN (SELECT "x"."ref" AS "j0", sum("x"."amount") AS amount, count(*) AS records FROM "records many-to-one.credits" AS x WHERE NOT x._deleted GROUP BY "x"."ref") AS own
          ON ("own"."j0" = "owner"."j0")
        GROUP BY "own"."j0" HAVING count(*) = 1
      ) AS "d1" ON "d1"."row" = o.row
    ) AS summed
  ) AS judged
) AS final;

INSERT INTO "h1_settled"
SELECT 'to', 'ambiguous', 'several-candidates', "s"."row", "s"."key", "s"."k0", "s"."amount", "s"."unit", "s"."date", "s"."file", "s"."pos" FROM "h1_to" AS s
JOIN "h1_repeated" AS x ON "x"."k0" = "s"."k0"
WHERE s.scope = 'in' AND EXISTS (SELECT 1 FROM "h1_from" AS y WHERE y.scope = 'in' AND "y"."k0" = "s"."k0");

INSERT INTO "h1_settled"
SELECT 'from', 'ambiguous', 'several-candidates', "s"."row", "s"."key", "s"."k0", "s"."amount", "s"."unit", "s"."date", "s"."file", "s"."pos" FROM "h1_from" AS s
JOIN "h1_repeated" AS x ON "x"."k0" = "s"."k0"
WHERE s.scope = 'in';

INSERT INTO "h1_settled"
SELECT 'to', CASE reason WHEN 'newer-than-counterpart' THEN 'in-flight' ELSE 'extra' END, reason, "reasons"."row", "reasons"."key", "reasons"."k0", "reasons"."amount", "reasons"."unit", "reasons"."date", "reasons"."file", "reasons"."pos" FROM (
  SELECT v.*, CASE WHEN ("v"."k0" IS NULL) THEN 'no-reference' WHEN out_of_scope.was_deleted = 1 THEN 'counterpart-deleted' WHEN out_of_scope.was_deleted = 0 THEN 'counterpart-excluded' WHEN coalesce("v"."clock" > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), FALSE) THEN 'newer-than-counterpart' ELSE 'none' END AS reason
  FROM (SELECT s.* FROM "h1_to" AS s WHERE s.scope = 'in' AND NOT s.row IN (SELECT row FROM "h1_settled" WHERE side = 'to')
  AND (("s"."k0" IS NULL) OR EXISTS (SELECT 1 FROM "h1_repeated" AS x WHERE "x"."k0" = "s"."k0")
    OR s.row IN (SELECT o_row FROM "h1_groups" WHERE outcome IS NULL))) AS v
LEFT JOIN (
  SELECT "k0", max(CASE WHEN scope = 'deleted' THEN 1 ELSE 0 END) AS was_deleted
  FROM "h1_from" WHERE scope <> 'in' GROUP BY "k0"
) AS out_of_scope ON "out_of_scope"."k0" = "v"."k0"
) AS reasons;

INSERT INTO "h1_settled"
SELECT 'from', CASE reason WHEN 'within-grace' THEN 'in-flight' ELSE 'missing' END, reason, "reasons"."row", "reasons"."key", "reasons"."k0", "reasons"."amount", "reasons"."unit", "reasons"."date", "reasons"."file", "reasons"."pos" FROM (
  SELECT v.*, CASE WHEN ("v"."k0" IS NULL) THEN 'no-reference' WHEN out_of_scope.was_deleted = 1 THEN 'counterpart-deleted' WHEN out_of_scope.was_deleted = 0 THEN 'counterpart-excluded' WHEN coalesce(("v"."clock" + 0 * INTERVAL 1 HOUR) > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), FALSE) THEN 'within-grace' ELSE 'none' END AS reason
  FROM (SELECT s.* FROM "h1_from" AS s
  WHERE s.row IN (SELECT m_row FROM "h1_members" WHERE o_row IS NULL) AND NOT s.row IN (SELECT row FROM "h1_settled" WHERE side = 'from')) AS v
LEFT JOIN (
  SELECT "k0", max(CASE WHEN scope = 'deleted' THEN 1 ELSE 0 END) AS was_deleted
  FROM "h1_to" WHERE scope <> 'in' GROUP BY "k0"
) AS out_of_scope ON "out_of_scope"."k0" = "v"."k0"
) AS reasons;

INSERT INTO "breaks many-to-one"
SELECT left(sha256('silent-sync-failure' || '|' || 'jobs-to-invoices' || '|' || 'different' || '|' || 'to' || '|' || 'many-to-one.invoices' || '|' || coalesce("r"."_key", '')), 16), 'jobs-to-invoices', 'to', 'different', g.reason, 'many-to-one.invoices', "r"."_key",
  CAST("r"."ref" AS VARCHAR), "r"."_unit", "r"."_date", "r"."amount",
  g.difference, names.keys, '[' || concat_ws(',', CASE WHEN g.difference <> 0 THEN '{"from":{"field":"amount","value":' || coalesce(CAST(to_json(CASE WHEN coalesce(g.amount, 0) - g.difference = round(coalesce(g.amount, 0) - g.difference, 2) THEN CAST(CAST(coalesce(g.amount, 0) - g.difference AS DECIMAL(38, 2)) AS VARCHAR) ELSE CAST(coalesce(g.amount, 0) - g.difference AS VARCHAR) END) AS VARCHAR), 'null') || '},"to":{"field":"amount","value":' || coalesce(CAST(to_json(CASE WHEN coalesce(g.amount, 0) = round(coalesce(g.amount, 0), 2) THEN CAST(CAST(coalesce(g.amount, 0) AS DECIMAL(38, 2)) AS VARCHAR) ELSE CAST(coalesce(g.amount, 0) AS VARCHAR) END) AS VARCHAR), 'null') || '}}' END) || ']', (SELECT path FROM (VALUES (0, 'many-to-one.invoices.csv')) AS files (number, path) WHERE files.number = "r"."_file"), "r"."_pos", NULL, 0, 0
FROM "h1_groups" AS g
JOIN "records many-to-one.invoices" AS r ON r._row = g.o_row
LEFT JOIN (
  SELECT m.o_row AS o_row, string_agg(CASE WHEN m.place <= 10 THEN mr._key END, '; ' ORDER BY mr._key) AS keys
  FROM (
    SELECT x.*, row_number() OVER (PARTITION BY x.o_row ORDER BY w._key) AS place
    FROM "h1_members" AS x
    JOIN "h1_groups" AS y ON y.o_row = x.o_row AND y.outcome = 'different'
    JOIN "records many-to-one.jobs" AS w ON w._row = x.m_row
  ) AS m JOIN "records many-to-one.jobs" AS mr ON mr._row = m.m_row
  GROUP BY m.o_row
) AS names ON names.o_row = g.o_row
WHERE g.outcome = 'different';

INSERT INTO "breaks many-to-one"
SELECT left(sha256('silent-sync-failure' || '|' || 'jobs-to-invoices' || '|' || s.outcome || '|' || 'from' || '|' || 'many-to-one.jobs' || '|' || coalesce(s.key, '')), 16), 'jobs-to-invoices', 'from', s.outcome, s.reason, 'many-to-one.jobs', s.key,
  CAST("s"."k0" AS VARCHAR), "s"."unit", "s"."date", s.amount, NULL, facing.keys, '[]',
  (SELECT path FROM (VALUES (0, 'many-to-one.jobs.csv')) AS files (number, path) WHERE files.number = "s"."file"), "s"."pos", NULL, 0, 0
FROM "h1_settled" AS s LEFT JOIN (
  SELECT "k0", outcome, string_agg(key, '; ' ORDER BY key) AS keys
  FROM (
    SELECT *, row_number() OVER (PARTITION BY "k0", outcome ORDER BY key) AS place
    FROM (
      SELECT "k0", key, 'ambiguous' AS outcome FROM "h1_settled" WHERE side = 'to' AND outcome = 'ambiguous'
      UNION ALL
      SELECT "k0", t_key, 'duplicate' FROM "h1_crowd_paired"
    ) AS candidates
  ) AS placed
  WHERE place <= 10
  GROUP BY "k0", outcome
) AS facing ON "facing"."k0" = "s"."k0" AND facing.outcome = s.outcome
WHERE s.side = 'from' AND s.outcome IN ('missing', 'extra', 'duplicate', 'ambiguous');

INSERT INTO "breaks many-to-one"
SELECT left(sha256('silent-sync-failure' || '|' || 'jobs-to-invoices' || '|' || s.outcome || '|' || 'to' || '|' || 'many-to-one.invoices' || '|' || coalesce(s.key, '')), 16), 'jobs-to-invoices', 'to', s.outcome, s.reason, 'many-to-one.invoices', s.key,
  CAST("s"."k0" AS VARCHAR), "s"."unit", "s"."date", s.amount, NULL, facing.keys, '[]',
  (SELECT path FROM (VALUES (0, 'many-to-one.invoices.csv')) AS files (number, path) WHERE files.number = "s"."file"), "s"."pos", NULL, 0, 0
FROM "h1_settled" AS s LEFT JOIN (
  SELECT "k0", outcome, string_agg(key, '; ' ORDER BY key) AS keys
  FROM (
    SELECT *, row_number() OVER (PARTITION BY "k0", outcome ORDER BY key) AS place
    FROM (
      SELECT "k0", key, 'ambiguous' AS outcome FROM "h1_settled" WHERE side = 'from' AND outcome = 'ambiguous'
      UNION ALL
      SELECT "k0", f_key, 'duplicate' FROM "h1_crowd_paired"
    ) AS candidates
  ) AS placed
  WHERE place <= 10
  GROUP BY "k0", outcome
) AS facing ON "facing"."k0" = "s"."k0" AND facing.outcome = s.outcome
WHERE s.side = 'to' AND s.outcome IN ('missing', 'extra', 'duplicate', 'ambiguous');

SELECT 'to' AS side, g.outcome AS outcome, g.reason AS reason, g.unit AS "unit", CAST(date_trunc('month', g.date) AS DATE) AS "month", CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored,
  count(*) AS records, sum(g.amount) AS amount,
  count(*) FILTER (WHERE g.difference <> 0) AS differing, sum(g.difference) AS difference, sum("g"."a0") AS "a0", sum("g"."a1") AS "a1"
FROM "h1_groups" AS g WHERE g.outcome IS NOT NULL GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'from', g.outcome, g.reason, m.unit AS "unit", CAST(date_trunc('month', m.date) AS DATE) AS "month", g.unit AS "anchor_unit", CAST(date_trunc('month', g.date) AS DATE) AS "anchor_month", TRUE, count(*), sum(m.amount), 0, CAST(0 AS DECIMAL(18, 4)), CAST(0 AS DECIMAL(18, 4)), CAST(0 AS DECIMAL(18, 4))
FROM "h1_members" AS m JOIN "h1_groups" AS g ON g.o_row = m.o_row GROUP BY 2, 3, 4, 5, 6, 7
UNION ALL
SELECT s.side, s.outcome, s.reason, s.unit AS "unit", CAST(date_trunc('month', s.date) AS DATE) AS "month", CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, count(*), sum(s.amount), 0, CAST(0 AS DECIMAL(18, 4)), CAST(0 AS DECIMAL(18, 4)), CAST(0 AS DECIMAL(18, 4))
FROM "h1_settled" AS s GROUP BY 1, 2, 3, 4, 5
UNION ALL
SELECT 'from', CASE WHEN scope = 'repeated-key' THEN 'duplicate' ELSE 'excluded' END, scope, unit AS "unit", CAST(date_trunc('month', date) AS DATE) AS "month", CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, count(*), sum(amount), 0, CAST(0 AS DECIMAL(18, 4)), CAST(0 AS DECIMAL(18, 4)), CAST(0 AS DECIMAL(18, 4))
FROM "h1_from" WHERE scope <> 'in' GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'to', CASE WHEN scope = 'repeated-key' THEN 'duplicate' ELSE 'excluded' END, scope, unit AS "unit", CAST(date_trunc('month', date) AS DATE) AS "month", CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, count(*), sum(amount), 0, CAST(0 AS DECIMAL(18, 4)), CAST(0 AS DECIMAL(18, 4)), CAST(0 AS DECIMAL(18, 4))
FROM "h1_to" WHERE scope <> 'in' GROUP BY 2, 3, 4, 5;

SELECT count(*) AS breaks FROM "breaks many-to-one" WHERE handoff = 'jobs-to-invoices';
