CREATE TABLE "h1_from_entities" AS
SELECT e.row, e.entity, CASE WHEN e.confidence < 1 THEN least(round(e.confidence, 6), CAST(0.999999 AS DOUBLE)) ELSE e.confidence END AS confidence, u.row IS NOT NULL AS unsure
FROM (SELECT row, entity, confidence FROM "identity-one-to-many entities" WHERE dataset = 'identity-one-to-many.jobs') AS e
LEFT JOIN (SELECT DISTINCT row FROM "identity-one-to-many unsure" WHERE dataset = 'identity-one-to-many.jobs' AND counterpart = 'identity-one-to-many.invoices') AS u ON u.row = e.row;

CREATE VIEW "h1_from" AS
SELECT r._row AS "row",
  "r"."id" AS "key",
  own.entity AS "k0",
  CAST("r"."id" AS VARCHAR) AS "reference",
  own.confidence AS "confidence",
  coalesce(own.unsure, FALSE) AS "unsure",
  "r"."amount" AS "amount",
  r._unit AS "unit",
  r._date AS "date",
  r._created AS "created",
  "r"."created" AS "clock",
  r._file AS "file",
  r._pos AS "pos",
  "r"."amount" AS "c0",
  CASE WHEN r._deleted THEN 'deleted' WHEN NOT coalesce(lower("r"."unit") IN (lower('tampa')), FALSE) THEN 'filter' ELSE 'in' END AS "scope"
FROM "records identity-one-to-many.jobs" AS r
  LEFT JOIN "h1_from_entities" AS own ON own.row = r._row;

CREATE TABLE "h1_to_entities" AS
SELECT e.row, e.entity, CASE WHEN e.confidence < 1 THEN least(round(e.confidence, 6), CAST(0.999999 AS DOUBLE)) ELSE e.confidence END AS confidence, u.row IS NOT NULL AS unsure
FROM (SELECT row, entity, confidence FROM "identity-one-to-many entities" WHERE dataset = 'identity-one-to-many.invoices') AS e
LEFT JOIN (SELECT DISTINCT row FROM "identity-one-to-many unsure" WHERE dataset = 'identity-one-to-many.invoices' AND counterpart = 'identity-one-to-many.jobs') AS u ON u.row = e.row;

CREATE VIEW "h1_to" AS
SELECT r._row AS "row",
  "r"."id" AS "key",
  own.entity AS "k0",
  CAST("r"."ref" AS VARCHAR) AS "reference",
  own.confidence AS "confidence",
  coalesce(own.unsure, FALSE) AS "unsure",
  "r"."amount" AS "amount",
  r._unit AS "unit",
  r._date AS "date",
  r._created AS "created",
  "r"."created" AS "clock",
  r._file AS "file",
  r._pos AS "pos",
  "r"."amount" AS "c0",
  CASE WHEN r._deleted THEN 'deleted' WHEN NOT coalesce(lower("r"."unit") IN (lower('tampa')), FALSE) THEN 'filter' ELSE 'in' END AS "scope"
FROM "records identity-one-to-many.invoices" AS r
  LEFT JOIN "h1_to_entities" AS own ON own.row = r._row;

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

CREATE TABLE "h1_settled" AS SELECT CAST('' AS VARCHAR) AS "side", CAST('' AS VARCHAR) AS "outcome", CAST('' AS VARCHAR) AS "reason", "v"."row", "v"."key", "v"."k0", "v"."amount", "v"."unit", "v"."date", "v"."file", "v"."pos", "v"."reference", "v"."confidence", "v"."unsure" FROM "h1_from" AS v WHERE FALSE;

CREATE TABLE "h1_crowd_paired" AS SELECT v.row AS f_row, v.row AS t_row, v.key AS f_key, v.key AS t_key, "v"."k0" FROM "h1_from" AS v WHERE FALSE;

CREATE TABLE "h1_repeated" AS
SELECT "s"."k0" FROM "h1_from" AS s
WHERE scope = 'in' AND NOT ("s"."k0" IS NULL) GROUP BY "s"."k0" HAVING count(*) > 1;

CREATE TABLE "h1_members" AS
SELECT m.row AS m_row, o.row AS o_row, m.amount AS amount, m.unit AS unit, m.date AS date,
  CASE WHEN o.row IS NOT NULL THEN CASE WHEN (TRUE) THEN CAST(0 AS BIGINT) WHEN TRUE THEN CAST(0 AS BIGINT) END END AS mask
FROM (SELECT * FROM "h1_to" WHERE scope = 'in') AS m
LEFT JOIN (SELECT s.* FROM "h1_from" AS s
  WHERE s.scope = 'in' AND NOT ("s"."k0" IS NULL)
    AND NOT EXISTS (SELECT 1 FROM "h1_repeated" AS x WHERE "x"."k0" = "s"."k0")) AS o ON "o"."k0" = "m"."k0";

CREATE TABLE "h1_groups" AS
SELECT o_row, amount, unit, date, members, total, unlike,
  actual - expected AS difference,
  CASE WHEN agrees AND unlike = 0 THEN 'matched' WHEN members > 0 THEN 'different' END AS outcome,
  CASE WHEN unlike > 0 THEN 'values-differ' WHEN agrees THEN 'none' ELSE 'sum-differs' END AS reason
FROM (
  SELECT *, (expected = actual OR abs(actual - expected) <= CAST('0.01' AS DECIMAL(18, 4))) AS agrees FROM (
    SELECT *, coalesce(amount, 0) + CAST(0 AS DECIMAL(18, 4)) AS expected, total AS actual FROM (
      SELECT o.row AS o_row, o.amount AS amount, o.unit AS unit, o.date AS date,
        coalesce(g.members, 0) AS members, coalesce(g.total, 0) AS total, coalesce(g.unlike, 0) AS unlike
      FROM (SELECT s.* FROM "h1_from" AS s
  WHERE s.scope = 'in' AND NOT ("s"."k0" IS NULL)
    AND NOT EXISTS (SELECT 1 FROM "h1_repeated" AS x WHERE "x"."k0" = "s"."k0")) AS o
      LEFT JOIN (
        SELECT o_row, count(*) AS members, coalesce(sum(amount), 0) AS total, sum(CASE WHEN mask <> 0 THEN 1 ELSE 0 END) AS unlike
        FROM "h1_members" WHERE o_row IS NOT NULL GROUP BY o_row
      ) AS g ON g.o_row = o.row
    ) AS summed
  ) AS judged
) AS final;

INSERT INTO "h1_settled"
SELECT 'from', 'ambiguous', 'several-candidates', "s"."row", "s"."key", "s"."k0", "s"."amount", "s"."unit", "s"."date", "s"."file", "s"."pos", "s"."reference", "s"."confidence", "s"."unsure" FROM "h1_from" AS s
JOIN "h1_repeated" AS x ON "x"."k0" = "s"."k0"
WHERE s.scope = 'in' AND EXISTS (SELECT 1 FROM "h1_to" AS y WHERE y.scope = 'in' AND "y"."k0" = "s"."k0");

INSERT INTO "h1_settled"
SELECT 'to', 'ambiguous', 'several-candidates', "s"."row", "s"."key", "s"."k0", "s"."amount", "s"."unit", "s"."date", "s"."file", "s"."pos", "s"."reference", "s"."confidence", "s"."unsure" FROM "h1_to" AS s
JOIN "h1_repeated" AS x ON "x"."k0" = "s"."k0"
WHERE s.scope = 'in';

INSERT INTO "h1_settled"
SELECT 'from', CASE reason WHEN 'within-grace' THEN 'in-flight' WHEN 'identity-unsure' THEN 'ambiguous' ELSE 'missing' END, reason, "reasons"."row", "reasons"."key", "reasons"."k0", "reasons"."amount", "reasons"."unit", "reasons"."date", "reasons"."file", "reasons"."pos", "reasons"."reference", "reasons"."confidence", "reasons"."unsure" FROM (
  SELECT v.*, CASE WHEN ("v"."k0" IS NULL) THEN 'no-reference' WHEN out_of_scope.was_deleted = 1 THEN 'counterpart-deleted' WHEN out_of_scope.was_deleted = 0 THEN 'counterpart-excluded' WHEN v.unsure THEN 'identity-unsure' WHEN coalesce(("v"."clock" + 0 * INTERVAL 1 HOUR) > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), FALSE) THEN 'within-grace' ELSE 'none' END AS reason
  FROM (SELECT s.* FROM "h1_from" AS s WHERE s.scope = 'in' AND NOT s.row IN (SELECT row FROM "h1_settled" WHERE side = 'from')
  AND (("s"."k0" IS NULL) OR EXISTS (SELECT 1 FROM "h1_repeated" AS x WHERE "x"."k0" = "s"."k0")
    OR s.row IN (SELECT o_row FROM "h1_groups" WHERE outcome IS NULL))) AS v
LEFT JOIN (
  SELECT "k0", max(CASE WHEN scope = 'deleted' THEN 1 ELSE 0 END) AS was_deleted
  FROM "h1_to" WHERE scope <> 'in' GROUP BY "k0"
) AS out_of_scope ON "out_of_scope"."k0" = "v"."k0"
) AS reasons;

INSERT INTO "h1_settled"
SELECT 'to', CASE reason WHEN 'newer-than-counterpart' THEN 'in-flight' WHEN 'identity-unsure' THEN 'ambiguous' ELSE 'extra' END, reason, "reasons"."row", "reasons"."key", "reasons"."k0", "reasons"."amount", "reasons"."unit", "reasons"."date", "reasons"."file", "reasons"."pos", "reasons"."reference", "reasons"."confidence", "reasons"."unsure" FROM (
  SELECT v.*, CASE WHEN ("v"."k0" IS NULL) THEN 'no-reference' WHEN out_of_scope.was_deleted = 1 THEN 'counterpart-deleted' WHEN out_of_scope.was_deleted = 0 THEN 'counterpart-excluded' WHEN v.unsure THEN 'identity-unsure' WHEN coalesce("v"."clock" > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), FALSE) THEN 'newer-than-counterpart' ELSE 'none' END AS reason
  FROM (SELECT s.* FROM "h1_to" AS s
  WHERE s.row IN (SELECT m_row FROM "h1_members" WHERE o_row IS NULL) AND NOT s.row IN (SELECT row FROM "h1_settled" WHERE side = 'to')) AS v
LEFT JOIN (
  SELECT "k0", max(CASE WHEN scope = 'deleted' THEN 1 ELSE 0 END) AS was_deleted
  FROM "h1_from" WHERE scope <> 'in' GROUP BY "k0"
) AS out_of_scope ON "out_of_scope"."k0" = "v"."k0"
) AS reasons;

INSERT INTO "breaks identity-one-to-many"
SELECT left(sha256('silent-sync-failure' || '|' || 'jobs-to-invoices' || '|' || 'different' || '|' || 'from' || '|' || 'identity-one-to-many.jobs' || '|' || coalesce("r"."_key", '')), 16), 'jobs-to-invoices', 'from', 'different', g.reason, 'identity-one-to-many.jobs', "r"."_key",
  CAST("r"."id" AS VARCHAR), "r"."_unit", "r"."_date", "r"."amount",
  g.difference, names.keys, '[' || concat_ws(',', CASE WHEN g.difference <> 0 THEN '{"from":{"field":"amount","value":' || coalesce(CAST(to_json(CASE WHEN g.total - g.difference = round(g.total - g.difference, 2) THEN CAST(CAST(g.total - g.difference AS DECIMAL(38, 2)) AS VARCHAR) ELSE CAST(g.total - g.difference AS VARCHAR) END) AS VARCHAR), 'null') || '},"to":{"field":"amount","value":' || coalesce(CAST(to_json(CASE WHEN g.total = round(g.total, 2) THEN CAST(CAST(g.total AS DECIMAL(38, 2)) AS VARCHAR) ELSE CAST(g.total AS VARCHAR) END) AS VARCHAR), 'null') || '}}' END) || ']', (SELECT path FROM (VALUES (0, 'identity-one-to-many.jobs.csv')) AS files (number, path) WHERE files.number = "r"."_file"), "r"."_pos", held.confidence, held.links, 0
FROM "h1_groups" AS g
JOIN "records identity-one-to-many.jobs" AS r ON r._row = g.o_row
LEFT JOIN (
  SELECT m.o_row AS o_row, string_agg(CASE WHEN m.place <= 10 THEN mr._key END, '; ' ORDER BY mr._key) AS keys
  FROM (
    SELECT x.*, row_number() OVER (PARTITION BY x.o_row ORDER BY w._key) AS place
    FROM "h1_members" AS x
    JOIN "h1_groups" AS y ON y.o_row = x.o_row AND y.outcome = 'different'
    JOIN "records identity-one-to-many.invoices" AS w ON w._row = x.m_row
  ) AS m JOIN "records identity-one-to-many.invoices" AS mr ON mr._row = m.m_row
  GROUP BY m.o_row
) AS names ON names.o_row = g.o_row
LEFT JOIN (
  SELECT m.o_row AS o_row, count(*) AS links, least(min(oe.confidence), min(me.confidence)) AS confidence
  FROM "h1_members" AS m
  JOIN "h1_from_entities" AS oe ON oe.row = m.o_row
  JOIN "h1_to_entities" AS me ON me.row = m.m_row
  GROUP BY m.o_row
) AS held ON held.o_row = g.o_row
WHERE g.outcome = 'different';

INSERT INTO "breaks identity-one-to-many"
SELECT left(sha256('silent-sync-failure' || '|' || 'jobs-to-invoices' || '|' || s.outcome || '|' || 'from' || '|' || 'identity-one-to-many.jobs' || '|' || coalesce(s.key, '')), 16), 'jobs-to-invoices', 'from', s.outcome, s.reason, 'identity-one-to-many.jobs', s.key,
  "s"."reference", "s"."unit", "s"."date", s.amount, NULL, CASE WHEN s.reason = 'identity-unsure' THEN likely.keys ELSE facing.keys END, '[]',
  (SELECT path FROM (VALUES (0, 'identity-one-to-many.jobs.csv')) AS files (number, path) WHERE files.number = "s"."file"), "s"."pos", CASE WHEN s.reason = 'identity-unsure' THEN likely.confidence WHEN s.reason NOT IN ('none', 'no-reference') THEN s.confidence END, CASE WHEN s.reason NOT IN ('none', 'no-reference') AND NOT s.reason = 'identity-unsure' THEN 1 ELSE 0 END, CASE WHEN s.reason = 'identity-unsure' THEN coalesce(likely.links, 0) ELSE 0 END
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
) AS facing ON "facing"."k0" = "s"."k0" AND facing.outcome = s.outcome LEFT JOIN (
  SELECT row, string_agg(CASE WHEN place <= 10 THEN key END, '; ' ORDER BY place) AS keys,
    count(*) AS links, CASE WHEN max(confidence) < 1 THEN least(round(max(confidence), 6), CAST(0.999999 AS DOUBLE)) ELSE max(confidence) END AS confidence
  FROM (
    SELECT *, row_number() OVER (PARTITION BY row ORDER BY confidence DESC, key) AS place
    FROM (SELECT "from_row" AS row, "to_key" AS key, confidence FROM "identity-one-to-many links"
    WHERE status = 'review' AND "from_dataset" = 'identity-one-to-many.jobs' AND "to_dataset" = 'identity-one-to-many.invoices' UNION ALL SELECT "to_row" AS row, "from_key" AS key, confidence FROM "identity-one-to-many links"
    WHERE status = 'review' AND "to_dataset" = 'identity-one-to-many.jobs' AND "from_dataset" = 'identity-one-to-many.invoices') AS found
  ) AS placed
  GROUP BY row
) AS likely ON likely.row = s.row
WHERE s.side = 'from' AND s.outcome IN ('missing', 'extra', 'duplicate', 'ambiguous');

INSERT INTO "breaks identity-one-to-many"
SELECT left(sha256('silent-sync-failure' || '|' || 'jobs-to-invoices' || '|' || s.outcome || '|' || 'to' || '|' || 'identity-one-to-many.invoices' || '|' || coalesce(s.key, '')), 16), 'jobs-to-invoices', 'to', s.outcome, s.reason, 'identity-one-to-many.invoices', s.key,
  "s"."reference", "s"."unit", "s"."date", s.amount, NULL, CASE WHEN s.reason = 'identity-unsure' THEN likely.keys ELSE facing.keys END, '[]',
  (SELECT path FROM (VALUES (0, 'identity-one-to-many.invoices.csv')) AS files (number, path) WHERE files.number = "s"."file"), "s"."pos", CASE WHEN s.reason = 'identity-unsure' THEN likely.confidence WHEN s.reason NOT IN ('none', 'no-reference') THEN s.confidence END, CASE WHEN s.reason NOT IN ('none', 'no-reference') AND NOT s.reason = 'identity-unsure' THEN 1 ELSE 0 END, CASE WHEN s.reason = 'identity-unsure' THEN coalesce(likely.links, 0) ELSE 0 END
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
) AS facing ON "facing"."k0" = "s"."k0" AND facing.outcome = s.outcome LEFT JOIN (
  SELECT row, string_agg(CASE WHEN place <= 10 THEN key END, '; ' ORDER BY place) AS keys,
    count(*) AS links, CASE WHEN max(confidence) < 1 THEN least(round(max(confidence), 6), CAST(0.999999 AS DOUBLE)) ELSE max(confidence) END AS confidence
  FROM (
    SELECT *, row_number() OVER (PARTITION BY row ORDER BY confidence DESC, key) AS place
    FROM (SELECT "from_row" AS row, "to_key" AS key, confidence FROM "identity-one-to-many links"
    WHERE status = 'review' AND "from_dataset" = 'identity-one-to-many.invoices' AND "to_dataset" = 'identity-one-to-many.jobs' UNION ALL SELECT "to_row" AS row, "from_key" AS key, confidence FROM "identity-one-to-many links"
    WHERE status = 'review' AND "to_dataset" = 'identity-one-to-many.invoices' AND "from_dataset" = 'identity-one-to-many.jobs') AS found
  ) AS placed
  GROUP BY row
) AS likely ON likely.row = s.row
WHERE s.side = 'to' AND s.outcome IN ('missing', 'extra', 'duplicate', 'ambiguous');

SELECT 'from' AS side, g.outcome AS outcome, g.reason AS reason, g.unit AS "unit", CAST(date_trunc('month', g.date) AS DATE) AS "month", CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored,
  count(*) AS records, sum(g.amount) AS amount,
  count(*) FILTER (WHERE g.difference <> 0) AS differing, sum(g.difference) AS difference
FROM "h1_groups" AS g WHERE g.outcome IS NOT NULL GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'to', g.outcome, g.reason, m.unit AS "unit", CAST(date_trunc('month', m.date) AS DATE) AS "month", g.unit AS "anchor_unit", CAST(date_trunc('month', g.date) AS DATE) AS "anchor_month", TRUE, count(*), sum(m.amount), 0, CAST(0 AS DECIMAL(18, 4))
FROM "h1_members" AS m JOIN "h1_groups" AS g ON g.o_row = m.o_row GROUP BY 2, 3, 4, 5, 6, 7
UNION ALL
SELECT s.side, s.outcome, s.reason, s.unit AS "unit", CAST(date_trunc('month', s.date) AS DATE) AS "month", CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, count(*), sum(s.amount), 0, CAST(0 AS DECIMAL(18, 4))
FROM "h1_settled" AS s GROUP BY 1, 2, 3, 4, 5
UNION ALL
SELECT 'from', CASE WHEN scope = 'repeated-key' THEN 'duplicate' ELSE 'excluded' END, scope, unit AS "unit", CAST(date_trunc('month', date) AS DATE) AS "month", CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, count(*), sum(amount), 0, CAST(0 AS DECIMAL(18, 4))
FROM "h1_from" WHERE scope <> 'in' GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'to', CASE WHEN scope = 'repeated-key' THEN 'duplicate' ELSE 'excluded' END, scope, unit AS "unit", CAST(date_trunc('month', date) AS DATE) AS "month", CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, count(*), sum(amount), 0, CAST(0 AS DECIMAL(18, 4))
FROM "h1_to" WHERE scope <> 'in' GROUP BY 2, 3, 4, 5;

SELECT count(*) AS breaks FROM "breaks identity-one-to-many" WHERE handoff = 'jobs-to-invoices';
