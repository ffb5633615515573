CREATE TABLE "h1_from_entities" AS
SELECT e.row, e.entity, CASE WHEN e.confidence < 1 THEN least(round(e.confidence, 6), CAST(0.999999 AS DOUBLE)) ELSE e.confidence END AS confidence, u.row IS NOT NULL AS unsure
FROM (SELECT row, entity, confidence FROM "identity entities" WHERE dataset = 'identity.jobs') AS e
LEFT JOIN (SELECT DISTINCT row FROM "identity unsure" WHERE dataset = 'identity.jobs' AND counterpart = 'identity.invoices') AS u ON u.row = e.row;

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
FROM "records identity.jobs" AS r
  LEFT JOIN "h1_from_entities" AS own ON own.row = r._row;

CREATE TABLE "h1_to_entities" AS
SELECT e.row, e.entity, CASE WHEN e.confidence < 1 THEN least(round(e.confidence, 6), CAST(0.999999 AS DOUBLE)) ELSE e.confidence END AS confidence, u.row IS NOT NULL AS unsure
FROM (SELECT row, entity, confidence FROM "identity entities" WHERE dataset = 'identity.invoices') AS e
LEFT JOIN (SELECT DISTINCT row FROM "identity unsure" WHERE dataset = 'identity.invoices' AND counterpart = 'identity.jobs') AS u ON u.row = e.row;

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
FROM "records identity.invoices" AS r
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

CREATE TABLE "h1_pairs" AS
SELECT "f"."row" AS "f_row", "t"."row" AS "t_row", "f"."amount" AS "f_amount", "t"."amount" AS "t_amount", "f"."unit" AS "f_unit", "t"."unit" AS "t_unit", "f"."date" AS "f_date", "t"."date" AS "t_date", CASE WHEN ("f"."k0" = "t"."k0" AND coalesce(("f"."c0" = "t"."c0" OR abs("t"."c0" - "f"."c0") <= CAST('0.01' AS DECIMAL(18, 4))), "f"."c0" IS NULL AND "t"."c0" IS NULL)) THEN CAST(0 AS BIGINT) WHEN "f"."k0" = "t"."k0" THEN CASE WHEN coalesce(("f"."c0" = "t"."c0" OR abs("t"."c0" - "f"."c0") <= CAST('0.01' AS DECIMAL(18, 4))), "f"."c0" IS NULL AND "t"."c0" IS NULL) THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END END AS mask
FROM (SELECT * FROM "h1_from" WHERE scope = 'in') AS f FULL JOIN (SELECT * FROM "h1_to" WHERE scope = 'in') AS t ON "f"."k0" = "t"."k0"
LIMIT 1010;

SELECT count(*) AS joined, count(*) FILTER (WHERE f_row IS NOT NULL AND t_row IS NOT NULL) AS pairs,
  count(*) FILTER (WHERE t_row IS NULL) AS from_alone,
  count(*) FILTER (WHERE f_row IS NULL) AS to_alone
FROM "h1_pairs";

CREATE TABLE "h1_crowd_pairs" AS SELECT f_row, t_row FROM "h1_pairs"
WHERE f_row IS NOT NULL AND t_row IS NOT NULL AND (f_row IN (SELECT "f_row" FROM "h1_pairs" WHERE f_row IS NOT NULL AND t_row IS NOT NULL GROUP BY "f_row" HAVING count(*) > 1) OR t_row IN (SELECT "t_row" FROM "h1_pairs" WHERE f_row IS NOT NULL AND t_row IS NOT NULL GROUP BY "t_row" HAVING count(*) > 1));

CREATE TABLE "h1_from_crowd" AS SELECT DISTINCT "f_row" AS row FROM "h1_crowd_pairs";

CREATE TABLE "h1_to_crowd" AS SELECT DISTINCT "t_row" AS row FROM "h1_crowd_pairs";

DELETE FROM "h1_pairs" WHERE (t_row IS NOT NULL AND f_row IN (SELECT row FROM "h1_from_crowd"));

CREATE TABLE "h1_from_members" AS
SELECT s.*, row_number() OVER (PARTITION BY "s"."k0", s.signature ORDER BY s.created, s.key, s.row) AS place
FROM (
  SELECT v.*, coalesce(CAST("v"."c0" AS VARCHAR), chr(1)) AS signature
  FROM "h1_from" AS v JOIN "h1_from_crowd" AS crowd ON crowd.row = v.row
) AS s;

CREATE TABLE "h1_to_members" AS
SELECT s.*, row_number() OVER (PARTITION BY "s"."k0", s.signature ORDER BY s.created, s.key, s.row) AS place
FROM (
  SELECT v.*, coalesce(CAST("v"."c0" AS VARCHAR), chr(1)) AS signature
  FROM "h1_to" AS v JOIN "h1_to_crowd" AS crowd ON crowd.row = v.row
) AS s;

INSERT INTO "h1_crowd_paired"
SELECT f.row AS f_row, t.row AS t_row, f.key AS f_key, t.key AS t_key, "f"."k0"
FROM "h1_from_members" AS f
JOIN "h1_to_members" AS t ON "f"."k0" = "t"."k0" AND f.signature = t.signature AND f.place = t.place;

INSERT INTO "h1_crowd_paired"
SELECT f_row, t_row, f_key, t_key, "k0" FROM (
  SELECT f.row AS f_row, t.row AS t_row, f.key AS f_key, t.key AS t_key, "f"."k0", count(*) OVER (PARTITION BY f.row) AS candidates
  FROM (SELECT * FROM "h1_from_members" WHERE row NOT IN (SELECT f_row FROM "h1_crowd_paired")) AS f
  JOIN (SELECT "k0", count(*) AS records FROM (SELECT * FROM "h1_from_members" WHERE row NOT IN (SELECT f_row FROM "h1_crowd_paired")) AS l GROUP BY "k0") AS alone ON "f"."k0" = "alone"."k0" AND alone.records = 1
  JOIN (SELECT * FROM "h1_to_members" WHERE row NOT IN (SELECT t_row FROM "h1_crowd_paired")) AS t ON "f"."k0" = "t"."k0"
  WHERE CASE WHEN (TRUE AND coalesce(("f"."c0" = "t"."c0" OR abs("t"."c0" - "f"."c0") <= CAST('0.01' AS DECIMAL(18, 4))), "f"."c0" IS NULL AND "t"."c0" IS NULL)) THEN CAST(0 AS BIGINT) WHEN TRUE THEN CASE WHEN coalesce(("f"."c0" = "t"."c0" OR abs("t"."c0" - "f"."c0") <= CAST('0.01' AS DECIMAL(18, 4))), "f"."c0" IS NULL AND "t"."c0" IS NULL) THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END END = 0
) AS found
WHERE candidates = 1;

INSERT INTO "h1_crowd_paired"
SELECT f.row AS f_row, t.row AS t_row, f.key AS f_key, t.key AS t_key, "f"."k0"
FROM (SELECT * FROM "h1_from_members" WHERE row NOT IN (SELECT f_row FROM "h1_crowd_paired")) AS f
JOIN (SELECT "k0", count(*) AS records FROM (SELECT * FROM "h1_from_members" WHERE row NOT IN (SELECT f_row FROM "h1_crowd_paired")) AS l GROUP BY "k0") AS f_alone ON "f"."k0" = "f_alone"."k0" AND f_alone.records = 1
JOIN (SELECT * FROM "h1_to_members" WHERE row NOT IN (SELECT t_row FROM "h1_crowd_paired")) AS t ON "f"."k0" = "t"."k0"
JOIN (SELECT "k0", count(*) AS records FROM (SELECT * FROM "h1_to_members" WHERE row NOT IN (SELECT t_row FROM "h1_crowd_paired")) AS l GROUP BY "k0") AS t_alone ON "t"."k0" = "t_alone"."k0" AND t_alone.records = 1;

INSERT INTO "h1_pairs"
SELECT "f"."row" AS "f_row", "t"."row" AS "t_row", "f"."amount" AS "f_amount", "t"."amount" AS "t_amount", "f"."unit" AS "f_unit", "t"."unit" AS "t_unit", "f"."date" AS "f_date", "t"."date" AS "t_date", CASE WHEN ("f"."k0" = "t"."k0" AND coalesce(("f"."c0" = "t"."c0" OR abs("t"."c0" - "f"."c0") <= CAST('0.01' AS DECIMAL(18, 4))), "f"."c0" IS NULL AND "t"."c0" IS NULL)) THEN CAST(0 AS BIGINT) WHEN "f"."k0" = "t"."k0" THEN CASE WHEN coalesce(("f"."c0" = "t"."c0" OR abs("t"."c0" - "f"."c0") <= CAST('0.01' AS DECIMAL(18, 4))), "f"."c0" IS NULL AND "t"."c0" IS NULL) THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END END AS mask
FROM "h1_crowd_paired" AS p JOIN "h1_from_members" AS f ON f.row = p.f_row JOIN "h1_to_members" AS t ON t.row = p.t_row;

INSERT INTO "h1_settled"
WITH from_left AS (SELECT * FROM "h1_from_members" WHERE row NOT IN (SELECT f_row FROM "h1_crowd_paired")), to_left AS (SELECT * FROM "h1_to_members" WHERE row NOT IN (SELECT t_row FROM "h1_crowd_paired")),
from_counts AS (SELECT DISTINCT "k0" FROM from_left), to_counts AS (SELECT DISTINCT "k0" FROM to_left)
SELECT 'from', CASE WHEN facing.k0 IS NOT NULL THEN 'ambiguous' WHEN EXISTS (SELECT 1 FROM "h1_from_members" AS twin
    WHERE "twin"."k0" = "l"."k0" AND twin.signature = l.signature AND twin.row IN (SELECT f_row FROM "h1_crowd_paired")) THEN 'duplicate' ELSE 'missing' END,
  CASE WHEN facing.k0 IS NOT NULL THEN 'several-candidates' ELSE 'same-reference' END, "l"."row", "l"."key", "l"."k0", "l"."amount", "l"."unit", "l"."date", "l"."file", "l"."pos", "l"."reference", "l"."confidence", "l"."unsure"
FROM from_left AS l LEFT JOIN to_counts AS facing ON "facing"."k0" = "l"."k0"
UNION ALL
SELECT 'to', CASE WHEN facing.k0 IS NOT NULL THEN 'ambiguous' ELSE 'duplicate' END,
  CASE WHEN facing.k0 IS NOT NULL THEN 'several-candidates' ELSE 'same-reference' END, "l"."row", "l"."key", "l"."k0", "l"."amount", "l"."unit", "l"."date", "l"."file", "l"."pos", "l"."reference", "l"."confidence", "l"."unsure"
FROM to_left AS l LEFT JOIN from_counts AS facing ON "facing"."k0" = "l"."k0";

CREATE TABLE "h1_from_few" AS
SELECT "v"."row", "v"."key", "v"."k0", "v"."amount", "v"."unit", "v"."date", "v"."file", "v"."pos", "v"."reference", "v"."confidence", "v"."unsure", v.clock, "v"."c0"
FROM (SELECT f_row AS row FROM "h1_pairs" WHERE mask IS DISTINCT FROM 0 AND f_row IS NOT NULL) AS few
LEFT JOIN "h1_from" AS v ON v.row = few.row;

CREATE TABLE "h1_to_few" AS
SELECT "v"."row", "v"."key", "v"."k0", "v"."amount", "v"."unit", "v"."date", "v"."file", "v"."pos", "v"."reference", "v"."confidence", "v"."unsure", v.clock, "v"."c0"
FROM (SELECT t_row AS row FROM "h1_pairs" WHERE mask IS DISTINCT FROM 0 AND t_row IS NOT NULL) AS few
LEFT JOIN "h1_to" AS v ON v.row = few.row;

INSERT INTO "h1_settled"
SELECT 'from', CASE reason WHEN 'within-grace' THEN 'in-flight' WHEN 'identity-unsure' THEN 'ambiguous' ELSE 'missing' END, reason, "reasons"."row", "reasons"."key", "reasons"."k0", "reasons"."amount", "reasons"."unit", "reasons"."date", "reasons"."file", "reasons"."pos", "reasons"."reference", "reasons"."confidence", "reasons"."unsure" FROM (
  SELECT v.*, CASE WHEN ("v"."k0" IS NULL) THEN 'no-reference' WHEN out_of_scope.was_deleted = 1 THEN 'counterpart-deleted' WHEN out_of_scope.was_deleted = 0 THEN 'counterpart-excluded' WHEN v.unsure THEN 'identity-unsure' WHEN coalesce(("v"."clock" + 0 * INTERVAL 1 HOUR) > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), FALSE) THEN 'within-grace' ELSE 'none' END AS reason
  FROM (SELECT v.* FROM "h1_from_few" AS v
WHERE v.row IN (SELECT f_row FROM "h1_pairs" WHERE t_row IS NULL)) AS v
LEFT JOIN (
  SELECT "k0", max(CASE WHEN scope = 'deleted' THEN 1 ELSE 0 END) AS was_deleted
  FROM "h1_to" WHERE scope <> 'in' GROUP BY "k0"
) AS out_of_scope ON "out_of_scope"."k0" = "v"."k0"
) AS reasons;

INSERT INTO "h1_settled"
SELECT 'to', CASE reason WHEN 'newer-than-counterpart' THEN 'in-flight' WHEN 'identity-unsure' THEN 'ambiguous' ELSE 'extra' END, reason, "reasons"."row", "reasons"."key", "reasons"."k0", "reasons"."amount", "reasons"."unit", "reasons"."date", "reasons"."file", "reasons"."pos", "reasons"."reference", "reasons"."confidence", "reasons"."unsure" FROM (
  SELECT v.*, CASE WHEN ("v"."k0" IS NULL) THEN 'no-reference' WHEN out_of_scope.was_deleted = 1 THEN 'counterpart-deleted' WHEN out_of_scope.was_deleted = 0 THEN 'counterpart-excluded' WHEN v.unsure THEN 'identity-unsure' WHEN coalesce("v"."clock" > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), FALSE) THEN 'newer-than-counterpart' ELSE 'none' END AS reason
  FROM (SELECT v.* FROM "h1_to_few" AS v
WHERE v.row IN (SELECT t_row FROM "h1_pairs" WHERE f_row IS NULL)) AS v
LEFT JOIN (
  SELECT "k0", max(CASE WHEN scope = 'deleted' THEN 1 ELSE 0 END) AS was_deleted
  FROM "h1_from" WHERE scope <> 'in' GROUP BY "k0"
) AS out_of_scope ON "out_of_scope"."k0" = "v"."k0"
) AS reasons;

INSERT INTO "breaks identity"
SELECT left(sha256('silent-sync-failure' || '|' || 'jobs-to-invoices' || '|' || 'different' || '|' || 'from' || '|' || 'identity.jobs' || '|' || coalesce(f.key, '')), 16), 'jobs-to-invoices', 'from', 'different', 'values-differ', 'identity.jobs', f.key,
  "f"."reference", "f"."unit", "f"."date", f.amount, coalesce(t.amount, 0) - coalesce(f.amount, 0), t.key, '[' || concat_ws(',', CASE WHEN (d.mask >> 0) & 1 = 1 THEN '{"from":{"field":"amount","value":' || coalesce(CAST(to_json(CASE WHEN "f"."c0" = round("f"."c0", 2) THEN CAST(CAST("f"."c0" AS DECIMAL(38, 2)) AS VARCHAR) ELSE CAST("f"."c0" AS VARCHAR) END) AS VARCHAR), 'null') || '},"to":{"field":"amount","value":' || coalesce(CAST(to_json(CASE WHEN "t"."c0" = round("t"."c0", 2) THEN CAST(CAST("t"."c0" AS DECIMAL(38, 2)) AS VARCHAR) ELSE CAST("t"."c0" AS VARCHAR) END) AS VARCHAR), 'null') || '}}' END) || ']',
  (SELECT path FROM (VALUES (0, 'identity.jobs.csv')) AS files (number, path) WHERE files.number = "f"."file"), "f"."pos", least(f.confidence, t.confidence), 1, 0
FROM (SELECT f_row, t_row, mask FROM "h1_pairs" WHERE mask <> 0) AS d
JOIN "h1_from_few" AS f ON f.row = d.f_row
JOIN "h1_to_few" AS t ON t.row = d.t_row;

INSERT INTO "breaks identity"
SELECT left(sha256('silent-sync-failure' || '|' || 'jobs-to-invoices' || '|' || s.outcome || '|' || 'from' || '|' || 'identity.jobs' || '|' || coalesce(s.key, '')), 16), 'jobs-to-invoices', 'from', s.outcome, s.reason, 'identity.jobs', s.key,
  "s"."reference", "s"."unit", "s"."date", s.amount, NULL, CASE WHEN s.reason = 'identity-unsure' THEN likely.keys ELSE facing.keys END, '[]',
  (SELECT path FROM (VALUES (0, 'identity.jobs.csv')) AS files (number, path) WHERE files.number = "s"."file"), "s"."pos", CASE WHEN s.reason = 'identity-unsure' THEN likely.confidence WHEN s.reason NOT IN ('none', 'no-reference') THEN s.confidence END, CASE WHEN s.reason NOT IN ('none', 'no-reference') AND NOT s.reason = 'identity-unsure' THEN 1 ELSE 0 END, CASE WHEN s.reason = 'identity-unsure' THEN coalesce(likely.links, 0) ELSE 0 END
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
    FROM (SELECT "from_row" AS row, "to_key" AS key, confidence FROM "identity links"
    WHERE status = 'review' AND "from_dataset" = 'identity.jobs' AND "to_dataset" = 'identity.invoices' UNION ALL SELECT "to_row" AS row, "from_key" AS key, confidence FROM "identity links"
    WHERE status = 'review' AND "to_dataset" = 'identity.jobs' AND "from_dataset" = 'identity.invoices') AS found
  ) AS placed
  GROUP BY row
) AS likely ON likely.row = s.row
WHERE s.side = 'from' AND s.outcome IN ('missing', 'extra', 'duplicate', 'ambiguous');

INSERT INTO "breaks identity"
SELECT left(sha256('silent-sync-failure' || '|' || 'jobs-to-invoices' || '|' || s.outcome || '|' || 'to' || '|' || 'identity.invoices' || '|' || coalesce(s.key, '')), 16), 'jobs-to-invoices', 'to', s.outcome, s.reason, 'identity.invoices', s.key,
  "s"."reference", "s"."unit", "s"."date", s.amount, NULL, CASE WHEN s.reason = 'identity-unsure' THEN likely.keys ELSE facing.keys END, '[]',
  (SELECT path FROM (VALUES (0, 'identity.invoices.csv')) AS files (number, path) WHERE files.number = "s"."file"), "s"."pos", CASE WHEN s.reason = 'identity-unsure' THEN likely.confidence WHEN s.reason NOT IN ('none', 'no-reference') THEN s.confidence END, CASE WHEN s.reason NOT IN ('none', 'no-reference') AND NOT s.reason = 'identity-unsure' THEN 1 ELSE 0 END, CASE WHEN s.reason = 'identity-unsure' THEN coalesce(likely.links, 0) ELSE 0 END
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
    FROM (SELECT "from_row" AS row, "to_key" AS key, confidence FROM "identity links"
    WHERE status = 'review' AND "from_dataset" = 'identity.invoices' AND "to_dataset" = 'identity.jobs' UNION ALL SELECT "to_row" AS row, "from_key" AS key, confidence FROM "identity links"
    WHERE status = 'review' AND "to_dataset" = 'identity.invoices' AND "from_dataset" = 'identity.jobs') AS found
  ) AS placed
  GROUP BY row
) AS likely ON likely.row = s.row
WHERE s.side = 'to' AND s.outcome IN ('missing', 'extra', 'duplicate', 'ambiguous');

WITH pair_sums AS (
  SELECT mask = 0 AS agrees, f_unit, t_unit, f_date, t_date, count(*) AS records, sum(f_amount) AS f_amount, sum(t_amount) AS t_amount,
    count(*) FILTER (WHERE coalesce(f_amount, 0) <> coalesce(t_amount, 0)) AS differing
  FROM "h1_pairs" WHERE mask IS NOT NULL
  GROUP BY mask = 0, f_unit, t_unit, f_date, t_date
)
SELECT 'from' AS side, CASE WHEN agrees THEN 'matched' ELSE 'different' END AS outcome, CASE WHEN agrees THEN 'none' ELSE 'values-differ' END AS reason, f_unit AS "unit", CAST(date_trunc('month', f_date) AS DATE) AS "month", CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, CAST(sum(records) AS BIGINT) AS records, sum(f_amount) AS amount,
  CAST(sum(differing) AS BIGINT) AS differing, sum(coalesce(t_amount, 0) - coalesce(f_amount, 0)) AS difference
FROM pair_sums GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'to', CASE WHEN agrees THEN 'matched' ELSE 'different' END AS outcome, CASE WHEN agrees THEN 'none' ELSE 'values-differ' END AS reason, t_unit AS "unit", CAST(date_trunc('month', t_date) AS DATE) AS "month", f_unit AS "anchor_unit", CAST(date_trunc('month', f_date) AS DATE) AS "anchor_month", TRUE, CAST(sum(records) AS BIGINT), sum(t_amount), 0, CAST(0 AS DECIMAL(18, 4))
FROM pair_sums GROUP BY 2, 3, 4, 5, 6, 7
UNION ALL
SELECT s.side, s.outcome, s.reason, s.unit AS "unit", CAST(date_trunc('month', s.date) AS DATE) AS "month", CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, count(*), sum(s.amount), 0, CAST(0 AS DECIMAL(18, 4))
FROM "h1_settled" AS s GROUP BY 1, 2, 3, 4, 5
UNION ALL
SELECT 'from', CASE WHEN scope = 'repeated-key' THEN 'duplicate' ELSE 'excluded' END, scope, unit AS "unit", CAST(date_trunc('month', date) AS DATE) AS "month", CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, count(*), sum(amount), 0, CAST(0 AS DECIMAL(18, 4))
FROM "h1_from" WHERE scope <> 'in' GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'to', CASE WHEN scope = 'repeated-key' THEN 'duplicate' ELSE 'excluded' END, scope, unit AS "unit", CAST(date_trunc('month', date) AS DATE) AS "month", CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored, count(*), sum(amount), 0, CAST(0 AS DECIMAL(18, 4))
FROM "h1_to" WHERE scope <> 'in' GROUP BY 2, 3, 4, 5;

SELECT count(*) AS breaks FROM "breaks identity" WHERE handoff = 'jobs-to-invoices';
