CREATE TABLE "l0 link" AS
SELECT DISTINCT a.subject AS a, b.subject AS b FROM (SELECT s.subject, CAST("r"."id" AS VARCHAR) AS "m0" FROM "dispatch subjects" AS s JOIN "records dispatch.records" AS "r" ON "r"."_row" = "s"."subject") AS a JOIN (SELECT s.subject, CAST("r"."job" AS VARCHAR) AS "m0" FROM "books subjects" AS s JOIN "records books.records" AS "r" ON "r"."_row" = "s"."subject") AS b ON ("a"."m0" = "b"."m0");

CREATE TABLE "l0 judged apart x runs" AS
SELECT *, runs = 1 OR (FALSE AND runs = 2 AND s1 < e1 AND s2 < e2) AS few FROM (
  SELECT subject, sum(CASE WHEN begins THEN 1 ELSE 0 END) AS runs, min(s) AS s1, min(CASE WHEN ends THEN e END) AS e1,
    max(CASE WHEN begins THEN s END) AS s2, max(e) AS e2
  FROM (SELECT subject, place, entered_latest AS s, CASE WHEN left_at <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) THEN left_at ELSE CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP) END AS e,
    NOT coalesce(previous IN (2), FALSE) AS begins, coalesce(left_at > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), TRUE) OR NOT coalesce(next IN (2), FALSE) AS ends
  FROM "dispatch spans" WHERE state IN (2) AND entered <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP)) AS within GROUP BY subject
) AS counted;

CREATE TABLE "l0 judged apart x" AS
SELECT subject AS k, CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS prior, s1 AS s, e2 AS e, TRUE AS last FROM "l0 judged apart x runs" WHERE few AND (runs = 1 OR e1 = s2) AND s1 < e2
UNION ALL
SELECT subject, CAST('0001-01-01 00:00:00' AS TIMESTAMP), s1, e1, FALSE FROM "l0 judged apart x runs" WHERE few AND runs = 2 AND e1 < s2
UNION ALL
SELECT subject, e1, s2, e2, TRUE FROM "l0 judged apart x runs" WHERE few AND runs = 2 AND e1 < s2
UNION ALL
SELECT k, coalesce(lag(e) OVER (PARTITION BY k ORDER BY s), CAST('0001-01-01 00:00:00' AS TIMESTAMP)) AS prior, s, e, lead(s) OVER (PARTITION BY k ORDER BY s) IS NULL AS last FROM (
  SELECT k, min(s) AS s, max(e) AS e FROM (
    SELECT k, s, e, sum(begins) OVER (PARTITION BY k ORDER BY s, e ROWS UNBOUNDED PRECEDING) AS island FROM (
      SELECT k, s, e,
        CASE WHEN s <= max(e) OVER (PARTITION BY k ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS begins
      FROM (SELECT subject AS k, min(s) AS s, max(e) AS e FROM (
  SELECT *, sum(CASE WHEN begins THEN 1 ELSE 0 END) OVER (PARTITION BY subject ORDER BY place ROWS UNBOUNDED PRECEDING) AS run
  FROM (SELECT subject, place, entered_latest AS s, CASE WHEN left_at <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) THEN left_at ELSE CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP) END AS e,
    NOT coalesce(previous IN (2), FALSE) AS begins, coalesce(left_at > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), TRUE) OR NOT coalesce(next IN (2), FALSE) AS ends
  FROM "dispatch spans" WHERE state IN (2) AND entered <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP)) AS within WHERE subject IN (SELECT subject FROM "l0 judged apart x runs" WHERE NOT few)
) AS numbered GROUP BY subject, run) AS given WHERE s < e
    ) AS marked
  ) AS numbered GROUP BY k, island
) AS merged;

CREATE TABLE "l0 judged apart x met" AS
SELECT subject AS a FROM "l0 judged apart x runs" WHERE s1 <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP);

CREATE TABLE "l0 judged apart then runs" AS
SELECT *, runs = 1 OR (FALSE AND runs = 2 AND s1 < e1 AND s2 < e2) AS few FROM (
  SELECT subject, sum(CASE WHEN begins THEN 1 ELSE 0 END) AS runs, min(s) AS s1, min(CASE WHEN ends THEN e END) AS e1,
    max(CASE WHEN begins THEN s END) AS s2, max(e) AS e2
  FROM (SELECT subject, place, entered AS s, CASE WHEN left_latest <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) THEN left_latest ELSE CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP) END AS e,
    NOT coalesce(previous IN (3), FALSE) AS begins, coalesce(left_at > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), TRUE) OR NOT coalesce(next IN (3), FALSE) AS ends
  FROM "books spans" WHERE state IN (3) AND entered <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP)) AS within GROUP BY subject
) AS counted;

CREATE TABLE "l0 judged apart then" AS
SELECT subject AS k, CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS prior, s1 AS s, e2 AS e, TRUE AS last FROM "l0 judged apart then runs" WHERE few AND (runs = 1 OR e1 = s2) AND s1 < e2
UNION ALL
SELECT subject, CAST('0001-01-01 00:00:00' AS TIMESTAMP), s1, e1, FALSE FROM "l0 judged apart then runs" WHERE few AND runs = 2 AND e1 < s2
UNION ALL
SELECT subject, e1, s2, e2, TRUE FROM "l0 judged apart then runs" WHERE few AND runs = 2 AND e1 < s2
UNION ALL
SELECT k, coalesce(lag(e) OVER (PARTITION BY k ORDER BY s), CAST('0001-01-01 00:00:00' AS TIMESTAMP)) AS prior, s, e, lead(s) OVER (PARTITION BY k ORDER BY s) IS NULL AS last FROM (
  SELECT k, min(s) AS s, max(e) AS e FROM (
    SELECT k, s, e, sum(begins) OVER (PARTITION BY k ORDER BY s, e ROWS UNBOUNDED PRECEDING) AS island FROM (
      SELECT k, s, e,
        CASE WHEN s <= max(e) OVER (PARTITION BY k ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS begins
      FROM (SELECT subject AS k, min(s) AS s, max(e) AS e FROM (
  SELECT *, sum(CASE WHEN begins THEN 1 ELSE 0 END) OVER (PARTITION BY subject ORDER BY place ROWS UNBOUNDED PRECEDING) AS run
  FROM (SELECT subject, place, entered AS s, CASE WHEN left_latest <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) THEN left_latest ELSE CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP) END AS e,
    NOT coalesce(previous IN (3), FALSE) AS begins, coalesce(left_at > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), TRUE) OR NOT coalesce(next IN (3), FALSE) AS ends
  FROM "books spans" WHERE state IN (3) AND entered <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP)) AS within WHERE subject IN (SELECT subject FROM "l0 judged apart then runs" WHERE NOT few)
) AS numbered GROUP BY subject, run) AS given WHERE s < e
    ) AS marked
  ) AS numbered GROUP BY k, island
) AS merged;

CREATE TABLE "l0 judged apart then met" AS
SELECT subject AS a FROM "l0 judged apart then runs" WHERE s1 <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP);

ALTER TABLE "l0 judged apart x met" RENAME TO "l0 judged apart met";

CREATE TABLE "l0 judged apart cases" AS
SELECT x.k AS a, CAST(NULL AS BIGINT) AS b, x.k, greatest(x.s, f.s) AS s, x.e FROM "l0 judged apart x" AS x JOIN (
  SELECT l.a, min(v.s) AS s FROM "l0 link" AS l JOIN (
    SELECT subject, min("at_latest") AS s FROM "books events" WHERE "at_latest" <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) GROUP BY subject
  ) AS v ON v.subject = l.b GROUP BY l.a
) AS f ON f.a = x.k WHERE x.e > f.s;

CREATE TABLE "l0 judged apart ok several" AS
SELECT a FROM "l0 link" GROUP BY a HAVING count(*) > 1;

CREATE TABLE "l0 judged apart ok" AS
SELECT l.a AS k, t.prior, t.s, t.e, t.last FROM "l0 link" AS l JOIN "l0 judged apart then" AS t ON t.k = l.b WHERE l.a NOT IN (SELECT a FROM "l0 judged apart ok several");

CREATE TABLE "l0 judged apart ok union" AS
SELECT k, coalesce(lag(e) OVER (PARTITION BY k ORDER BY s), CAST('0001-01-01 00:00:00' AS TIMESTAMP)) AS prior, s, e, lead(s) OVER (PARTITION BY k ORDER BY s) IS NULL AS last FROM (
  SELECT k, min(s) AS s, max(e) AS e FROM (
    SELECT k, s, e, sum(begins) OVER (PARTITION BY k ORDER BY s, e ROWS UNBOUNDED PRECEDING) AS island FROM (
      SELECT k, s, e,
        CASE WHEN s <= max(e) OVER (PARTITION BY k ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS begins
      FROM (SELECT l.a AS k, t.s, t.e FROM "l0 link" AS l JOIN "l0 judged apart then" AS t ON t.k = l.b WHERE l.a IN (SELECT a FROM "l0 judged apart ok several")) AS given WHERE s < e
    ) AS marked
  ) AS numbered GROUP BY k, island
) AS merged;

INSERT INTO "l0 judged apart ok" SELECT * FROM "l0 judged apart ok union";

CREATE TABLE "l0 judged apart" AS
SELECT a, b, s, e FROM (
  SELECT c.a, c.b, greatest(c.s, coalesce(ok.prior, CAST('0001-01-01 00:00:00' AS TIMESTAMP))) AS s, least(c.e, coalesce(ok.s, CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP))) AS e
  FROM "l0 judged apart cases" AS c LEFT JOIN "l0 judged apart ok" AS ok ON ok.k = c.k
  UNION ALL
  SELECT c.a, c.b, greatest(c.s, ok.e), c.e FROM "l0 judged apart cases" AS c JOIN "l0 judged apart ok" AS ok ON ok.k = c.k WHERE ok.last
) AS pieces WHERE s < e;

SELECT CAST(min(s) AS VARCHAR) AS least, CAST(max(s) AS VARCHAR) AS greatest FROM "l0 judged apart";

CREATE TABLE "l0 judged" AS
SELECT *, CASE WHEN open THEN CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) > due ELSE e > due END AS counts FROM (
  SELECT d.a, d.b, d.s, d.e, due_days.due AS due, (d.e = CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP)) AS open FROM "l0 judged apart" AS d
LEFT JOIN (
  SELECT day, CASE WHEN CAST(timezone('America/New_York', timezone('UTC', (timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) + -1 * INTERVAL 1 HOUR))) AS DATE) = last_day + 1 THEN (timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) + -1 * INTERVAL 1 HOUR) ELSE timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) END AS due FROM (SELECT own.day, own.day + 5 AS last_day FROM (SELECT DISTINCT CAST(timezone('America/New_York', timezone('UTC', d.s)) AS DATE) AS day FROM "l0 judged apart" AS d WHERE d.s IS NOT NULL) AS own) AS counted
) AS due_days ON due_days.day = CAST(timezone('America/New_York', timezone('UTC', d.s)) AS DATE)
) AS judged;

ALTER TABLE "l0 judged apart met" RENAME TO "l0 judged met";

ALTER TABLE "l0 judged apart x" RENAME TO "l0 judged x";

CREATE TABLE "l0 worths" AS
SELECT m.a, v.worth FROM "l0 judged met" AS m LEFT JOIN (SELECT s.subject, max(abs("r"."amount")) AS worth FROM "dispatch subjects" AS s JOIN "records dispatch.records" AS "r" ON "r"."_row" = "s"."subject" GROUP BY s.subject) AS v ON v.subject = m.a;

CREATE TABLE "l0 possible x runs" AS
SELECT *, runs = 1 OR (FALSE AND runs = 2 AND s1 < e1 AND s2 < e2) AS few FROM (
  SELECT subject, sum(CASE WHEN begins THEN 1 ELSE 0 END) AS runs, min(s) AS s1, min(CASE WHEN ends THEN e END) AS e1,
    max(CASE WHEN begins THEN s END) AS s2, max(e) AS e2
  FROM (SELECT subject, place, entered AS s, CASE WHEN left_latest <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) THEN left_latest ELSE CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP) END AS e,
    NOT coalesce(previous IN (2), FALSE) AS begins, coalesce(left_at > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), TRUE) OR NOT coalesce(next IN (2), FALSE) AS ends
  FROM "dispatch spans" WHERE state IN (2) AND entered <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) AND subject IN (SELECT a FROM "l0 judged" WHERE counts)) AS within GROUP BY subject
) AS counted;

CREATE TABLE "l0 possible x" AS
SELECT subject AS k, CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS prior, s1 AS s, e2 AS e, TRUE AS last FROM "l0 possible x runs" WHERE few AND (runs = 1 OR e1 = s2) AND s1 < e2
UNION ALL
SELECT subject, CAST('0001-01-01 00:00:00' AS TIMESTAMP), s1, e1, FALSE FROM "l0 possible x runs" WHERE few AND runs = 2 AND e1 < s2
UNION ALL
SELECT subject, e1, s2, e2, TRUE FROM "l0 possible x runs" WHERE few AND runs = 2 AND e1 < s2
UNION ALL
SELECT k, coalesce(lag(e) OVER (PARTITION BY k ORDER BY s), CAST('0001-01-01 00:00:00' AS TIMESTAMP)) AS prior, s, e, lead(s) OVER (PARTITION BY k ORDER BY s) IS NULL AS last FROM (
  SELECT k, min(s) AS s, max(e) AS e FROM (
    SELECT k, s, e, sum(begins) OVER (PARTITION BY k ORDER BY s, e ROWS UNBOUNDED PRECEDING) AS island FROM (
      SELECT k, s, e,
        CASE WHEN s <= max(e) OVER (PARTITION BY k ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS begins
      FROM (SELECT subject AS k, min(s) AS s, max(e) AS e FROM (
  SELECT *, sum(CASE WHEN begins THEN 1 ELSE 0 END) OVER (PARTITION BY subject ORDER BY place ROWS UNBOUNDED PRECEDING) AS run
  FROM (SELECT subject, place, entered AS s, CASE WHEN left_latest <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) THEN left_latest ELSE CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP) END AS e,
    NOT coalesce(previous IN (2), FALSE) AS begins, coalesce(left_at > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), TRUE) OR NOT coalesce(next IN (2), FALSE) AS ends
  FROM "dispatch spans" WHERE state IN (2) AND entered <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) AND subject IN (SELECT a FROM "l0 judged" WHERE counts)) AS within WHERE subject IN (SELECT subject FROM "l0 possible x runs" WHERE NOT few)
) AS numbered GROUP BY subject, run) AS given WHERE s < e
    ) AS marked
  ) AS numbered GROUP BY k, island
) AS merged;

CREATE TABLE "l0 possible x met" AS
SELECT subject AS a FROM "l0 possible x runs" WHERE s1 <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP);

CREATE TABLE "l0 possible then runs" AS
SELECT *, runs = 1 OR (FALSE AND runs = 2 AND s1 < e1 AND s2 < e2) AS few FROM (
  SELECT subject, sum(CASE WHEN begins THEN 1 ELSE 0 END) AS runs, min(s) AS s1, min(CASE WHEN ends THEN e END) AS e1,
    max(CASE WHEN begins THEN s END) AS s2, max(e) AS e2
  FROM (SELECT subject, place, entered_latest AS s, CASE WHEN left_at <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) THEN left_at ELSE CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP) END AS e,
    NOT coalesce(previous IN (3), FALSE) AS begins, coalesce(left_at > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), TRUE) OR NOT coalesce(next IN (3), FALSE) AS ends
  FROM "books spans" WHERE state IN (3) AND entered <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP)) AS within GROUP BY subject
) AS counted;

CREATE TABLE "l0 possible then" AS
SELECT subject AS k, CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS prior, s1 AS s, e2 AS e, TRUE AS last FROM "l0 possible then runs" WHERE few AND (runs = 1 OR e1 = s2) AND s1 < e2
UNION ALL
SELECT subject, CAST('0001-01-01 00:00:00' AS TIMESTAMP), s1, e1, FALSE FROM "l0 possible then runs" WHERE few AND runs = 2 AND e1 < s2
UNION ALL
SELECT subject, e1, s2, e2, TRUE FROM "l0 possible then runs" WHERE few AND runs = 2 AND e1 < s2
UNION ALL
SELECT k, coalesce(lag(e) OVER (PARTITION BY k ORDER BY s), CAST('0001-01-01 00:00:00' AS TIMESTAMP)) AS prior, s, e, lead(s) OVER (PARTITION BY k ORDER BY s) IS NULL AS last FROM (
  SELECT k, min(s) AS s, max(e) AS e FROM (
    SELECT k, s, e, sum(begins) OVER (PARTITION BY k ORDER BY s, e ROWS UNBOUNDED PRECEDING) AS island FROM (
      SELECT k, s, e,
        CASE WHEN s <= max(e) OVER (PARTITION BY k ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS begins
      FROM (SELECT subject AS k, min(s) AS s, max(e) AS e FROM (
  SELECT *, sum(CASE WHEN begins THEN 1 ELSE 0 END) OVER (PARTITION BY subject ORDER BY place ROWS UNBOUNDED PRECEDING) AS run
  FROM (SELECT subject, place, entered_latest AS s, CASE WHEN left_at <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) THEN left_at ELSE CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP) END AS e,
    NOT coalesce(previous IN (3), FALSE) AS begins, coalesce(left_at > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP), TRUE) OR NOT coalesce(next IN (3), FALSE) AS ends
  FROM "books spans" WHERE state IN (3) AND entered <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP)) AS within WHERE subject IN (SELECT subject FROM "l0 possible then runs" WHERE NOT few)
) AS numbered GROUP BY subject, run) AS given WHERE s < e
    ) AS marked
  ) AS numbered GROUP BY k, island
) AS merged;

CREATE TABLE "l0 possible then met" AS
SELECT subject AS a FROM "l0 possible then runs" WHERE s1 <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP);

ALTER TABLE "l0 possible x met" RENAME TO "l0 possible met";

CREATE TABLE "l0 possible cases" AS
SELECT x.k AS a, CAST(NULL AS BIGINT) AS b, x.k, greatest(x.s, f.s) AS s, x.e FROM "l0 possible x" AS x JOIN (
  SELECT l.a, min(v.s) AS s FROM "l0 link" AS l JOIN (
    SELECT subject, min("at") AS s FROM "books events" WHERE "at" <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) GROUP BY subject
  ) AS v ON v.subject = l.b GROUP BY l.a
) AS f ON f.a = x.k WHERE x.e > f.s;

CREATE TABLE "l0 possible ok several" AS
SELECT a FROM "l0 link" GROUP BY a HAVING count(*) > 1;

CREATE TABLE "l0 possible ok" AS
SELECT l.a AS k, t.prior, t.s, t.e, t.last FROM "l0 link" AS l JOIN "l0 possible then" AS t ON t.k = l.b WHERE l.a NOT IN (SELECT a FROM "l0 possible ok several");

CREATE TABLE "l0 possible ok union" AS
SELECT k, coalesce(lag(e) OVER (PARTITION BY k ORDER BY s), CAST('0001-01-01 00:00:00' AS TIMESTAMP)) AS prior, s, e, lead(s) OVER (PARTITION BY k ORDER BY s) IS NULL AS last FROM (
  SELECT k, min(s) AS s, max(e) AS e FROM (
    SELECT k, s, e, sum(begins) OVER (PARTITION BY k ORDER BY s, e ROWS UNBOUNDED PRECEDING) AS island FROM (
      SELECT k, s, e,
        CASE WHEN s <= max(e) OVER (PARTITION BY k ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS begins
      FROM (SELECT l.a AS k, t.s, t.e FROM "l0 link" AS l JOIN "l0 possible then" AS t ON t.k = l.b WHERE l.a IN (SELECT a FROM "l0 possible ok several")) AS given WHERE s < e
    ) AS marked
  ) AS numbered GROUP BY k, island
) AS merged;

INSERT INTO "l0 possible ok" SELECT * FROM "l0 possible ok union";

CREATE TABLE "l0 possible" AS
SELECT a, b, s, e FROM (
  SELECT c.a, c.b, greatest(c.s, coalesce(ok.prior, CAST('0001-01-01 00:00:00' AS TIMESTAMP))) AS s, least(c.e, coalesce(ok.s, CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP))) AS e
  FROM "l0 possible cases" AS c LEFT JOIN "l0 possible ok" AS ok ON ok.k = c.k
  UNION ALL
  SELECT c.a, c.b, greatest(c.s, ok.e), c.e FROM "l0 possible cases" AS c JOIN "l0 possible ok" AS ok ON ok.k = c.k WHERE ok.last
) AS pieces WHERE s < e;

CREATE TABLE "l0 extremes" AS
SELECT d.a, d.b, d.s, d.e, p.s AS earliest, CASE WHEN p.e = CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP) THEN NULL ELSE p.e END AS latest
FROM "l0 judged" AS d JOIN "l0 possible" AS p ON p.a = d.a AND p.b IS NOT DISTINCT FROM d.b AND p.s <= d.s AND p.e >= d.e
WHERE d.counts AND (p.s < d.s OR p.e > d.e);

CREATE TABLE "l0 own state" AS
SELECT d.a, d.s, arg_min(v.state, -v.place) AS state FROM (SELECT DISTINCT a, s FROM "l0 judged" WHERE counts) AS d
JOIN "dispatch spans" AS v ON v.subject = d.a AND v.entered <= d.s AND v.state IN (2)
GROUP BY d.a, d.s;

CREATE TABLE "l0 other state" AS
SELECT a, b, s, subject, key, state FROM (
  SELECT d.a, d.b, d.s, v.subject, k.key, v.state, row_number() OVER (PARTITION BY d.a, d.b, d.s ORDER BY k.key, v.subject, v.place DESC) AS first
  FROM (SELECT * FROM "l0 judged" WHERE counts) AS d JOIN "l0 link" AS l ON l.a = d.a JOIN "books spans" AS v ON v.subject = l.b JOIN "books subjects" AS k ON k.subject = v.subject
  WHERE v.entered <= d.s
) AS ranked WHERE first = 1;

INSERT INTO "mismatches"
SELECT left(sha256('status-mismatch|job|rule|agree|dispatch|' || coalesce(found.key, '') || '|' || coalesce(found.other_key, '') || '|' || coalesce(CAST(found.from_at AS VARCHAR), '')), 16), 'job', 'rule', found.outcome,
  'dispatch', 'dispatch.records', found.key, 'books.records', found.other_key, found.state, found.other_state,
  found.from_at, found.due_at, found.to_at, found.from_earliest, found.to_latest, found.seconds, found.amount,
  CAST((CAST(CAST(found.amount AS DECIMAL(24, 4)) * 10000 AS HUGEINT) * found.seconds * 2 + 8640000) // 17280000 AS DECIMAL(30, 0)) * CAST(0.01 AS DECIMAL(3, 2)), found.unit, CAST(timezone('America/New_York', timezone('UTC', found.from_at)) AS DATE), found.actor, 1,
  (SELECT path FROM (VALUES (0, 'dispatch.records.csv')) AS files (number, path) WHERE files.number = found.file), found.pos
FROM (
  SELECT CASE WHEN d.open THEN 'disagrees' ELSE 'disagreed' END AS outcome, w.key, w.unit, w.file, w.pos,
    t.key AS other_key, CASE o.state WHEN 0 THEN 'scheduled' WHEN 1 THEN 'working' WHEN 2 THEN 'completed' WHEN 3 THEN 'posted' END AS state, coalesce(CASE t.state WHEN 0 THEN 'scheduled' WHEN 1 THEN 'working' WHEN 2 THEN 'completed' WHEN 3 THEN 'posted' END, 'absent') AS other_state,
    d.s AS from_at, d.due AS due_at, CASE WHEN NOT d.open THEN d.e END AS to_at,
    x.earliest AS from_earliest, x.latest AS to_latest,
    date_sub('second', d.due, CASE WHEN d.open THEN CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) ELSE d.e END) AS seconds, abs(m.worth) AS amount, CAST(NULL AS VARCHAR) AS actor
  FROM "l0 judged" AS d
JOIN "dispatch subjects" AS w ON w.subject = d.a
LEFT JOIN "l0 own state" AS o ON o.a = d.a AND o.s = d.s
LEFT JOIN "l0 other state" AS t ON t.a = d.a AND t.b IS NOT DISTINCT FROM d.b AND t.s = d.s
LEFT JOIN (SELECT s.subject, max(abs("r"."amount")) AS worth FROM "dispatch subjects" AS s JOIN "records dispatch.records" AS "r" ON "r"."_row" = "s"."subject" GROUP BY s.subject) AS m ON m.subject = d.a
LEFT JOIN "l0 extremes" AS x ON x.a = d.a AND x.b IS NOT DISTINCT FROM d.b AND x.s = d.s
WHERE d.counts
) AS found;

SELECT outcome, count(*) AS records, count(worth) AS priced, sum(worth) AS amount FROM (
  SELECT v.worth, CASE WHEN d.open_counts > 0 THEN 'disagrees' WHEN d.counts > 0 THEN 'disagreed' WHEN d.waits > 0 THEN 'waiting' ELSE 'agrees' END AS outcome
  FROM "l0 judged met" AS m JOIN "l0 worths" AS v ON v.a = m.a LEFT JOIN (
    SELECT a, count(*) FILTER (WHERE counts AND open) AS open_counts, count(*) FILTER (WHERE counts) AS counts, count(*) FILTER (WHERE open AND NOT counts) AS waits
    FROM "l0 judged" GROUP BY a
  ) AS d ON d.a = m.a
) AS outcomes GROUP BY outcome;

SELECT CAST(min(s) AS VARCHAR) AS least, CAST(max(s) AS VARCHAR) AS greatest FROM "l0 judged x";

CREATE TABLE "l0 over" AS
SELECT a, min(due) AS due FROM (SELECT x.k AS a, x.e, due_days.due AS due FROM "l0 judged x" AS x
LEFT JOIN (
  SELECT day, CASE WHEN CAST(timezone('America/New_York', timezone('UTC', (timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) + -1 * INTERVAL 1 HOUR))) AS DATE) = last_day + 1 THEN (timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) + -1 * INTERVAL 1 HOUR) ELSE timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) END AS due FROM (SELECT own.day, own.day + 5 AS last_day FROM (SELECT DISTINCT CAST(x.s + to_seconds(-14400) AS DATE) AS day FROM "l0 judged x" AS x WHERE x.s IS NOT NULL) AS own) AS counted
) AS due_days ON due_days.day = CAST(x.s + to_seconds(-14400) AS DATE)) AS stays
WHERE CASE WHEN e = CAST('2026-10-01 00:00:00.000001' AS TIMESTAMP) THEN CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) > due ELSE e > due END GROUP BY a;

SELECT w.unit, t.state, count(*) AS records FROM "l0 over" AS o
JOIN "dispatch subjects" AS w ON w.subject = o.a
LEFT JOIN (
  SELECT o.a, arg_min(v.state, k.key) AS state FROM "l0 over" AS o
  JOIN "l0 link" AS l ON l.a = o.a
  JOIN "books spans" AS v ON v.subject = l.b AND v.entered <= o.due AND (v.left_at > o.due OR v.left_at IS NULL)
  JOIN "books subjects" AS k ON k.subject = l.b
  GROUP BY o.a
) AS t ON t.a = o.a
GROUP BY w.unit, t.state;

CREATE TABLE "l0 link" AS
SELECT DISTINCT a.subject AS a, b.subject AS b FROM (SELECT s.subject, CAST("r"."id" AS VARCHAR) AS "m0" FROM "dispatch subjects" AS s JOIN "records dispatch.records" AS "r" ON "r"."_row" = "s"."subject") AS a JOIN (SELECT s.subject, CAST("r"."job" AS VARCHAR) AS "m0" FROM "books subjects" AS s JOIN "records books.records" AS "r" ON "r"."_row" = "s"."subject") AS b ON ("a"."m0" = "b"."m0");

CREATE TABLE "l0 held" AS
SELECT a, state, changed, same, other_key, other_state FROM (
  SELECT f.a, f.state, CAST(NULL AS TIMESTAMP) AS changed, k.key AS other_key, m.state AS other_state,
    max(CASE WHEN "f"."kind" = "t"."kind" THEN 1 ELSE 0 END) OVER (PARTITION BY f.a) = 1 AS same,
    row_number() OVER (PARTITION BY f.a ORDER BY k.key, k.subject) AS first
  FROM (SELECT s.subject AS a, n.state, r.* FROM "dispatch subjects" AS s
    JOIN "records dispatch.records" AS "r" ON "r"."_row" = "s"."subject" LEFT JOIN (SELECT subject, state FROM "dispatch spans" WHERE entered <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) AND (left_at IS NULL OR left_at > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP))) AS n ON n.subject = s.subject
    WHERE "r"."kind" IS NOT NULL AND n.state IN (1)) AS f
  JOIN "l0 link" AS l ON l.a = f.a
  JOIN "books subjects" AS k ON k.subject = l.b
  JOIN "records books.records" AS "t" ON "t"."_row" = "k"."subject"
  LEFT JOIN (SELECT subject, state FROM "books spans" WHERE entered <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) AND (left_at IS NULL OR left_at > CAST('2026-10-01 00:00:00.000' AS TIMESTAMP))) AS m ON m.subject = l.b
) AS pairs WHERE first = 1;

SELECT CAST(min(changed) AS VARCHAR) AS least, CAST(max(changed) AS VARCHAR) AS greatest FROM "l0 held";

CREATE TABLE "l0 carried" AS
SELECT h.*, due_days.due AS due, CASE WHEN h.same THEN 'agrees' WHEN CAST('2026-10-01 00:00:00.000' AS TIMESTAMP) <= due_days.due THEN 'waiting' ELSE 'disagrees' END AS outcome
FROM "l0 held" AS h
LEFT JOIN (
  SELECT day, CASE WHEN CAST(timezone('America/New_York', timezone('UTC', (timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) + -1 * INTERVAL 1 HOUR))) AS DATE) = last_day + 1 THEN (timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) + -1 * INTERVAL 1 HOUR) ELSE timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) END AS due FROM (SELECT own.day, own.day + 5 AS last_day FROM (SELECT DISTINCT CAST(timezone('America/New_York', timezone('UTC', h.changed)) AS DATE) AS day FROM "l0 held" AS h WHERE h.changed IS NOT NULL) AS own) AS counted
) AS due_days ON due_days.day = CAST(timezone('America/New_York', timezone('UTC', h.changed)) AS DATE);

INSERT INTO "mismatches"
SELECT left(sha256('status-mismatch|job|carry|not-carried|dispatch|' || coalesce(found.key, '') || '|' || coalesce(found.other_key, '') || '|' || coalesce(CAST(found.from_at AS VARCHAR), '')), 16), 'job', 'carry', found.outcome,
  'dispatch', 'dispatch.records', found.key, 'books.records', found.other_key, found.state, found.other_state,
  found.from_at, found.due_at, found.to_at, found.from_earliest, found.to_latest, found.seconds, found.amount,
  CAST((CAST(CAST(found.amount AS DECIMAL(24, 4)) * 10000 AS HUGEINT) * found.seconds * 2 + 8640000) // 17280000 AS DECIMAL(30, 0)) * CAST(0.01 AS DECIMAL(3, 2)), found.unit, CAST(timezone('America/New_York', timezone('UTC', found.from_at)) AS DATE), found.actor, 1,
  (SELECT path FROM (VALUES (0, 'dispatch.records.csv')) AS files (number, path) WHERE files.number = found.file), found.pos
FROM (
  SELECT 'not-carried' AS outcome, w.key, w.unit, w.file, w.pos,
    d.other_key AS other_key, CASE d.state WHEN 0 THEN 'scheduled' WHEN 1 THEN 'working' WHEN 2 THEN 'completed' WHEN 3 THEN 'posted' END AS state, CASE d.other_state WHEN 0 THEN 'scheduled' WHEN 1 THEN 'working' WHEN 2 THEN 'completed' WHEN 3 THEN 'posted' END AS other_state,
    d.changed AS from_at, d.due AS due_at, CAST(NULL AS TIMESTAMP) AS to_at,
    CAST(NULL AS TIMESTAMP) AS from_earliest, CAST(NULL AS TIMESTAMP) AS to_latest,
    date_sub('second', d.due, CAST('2026-10-01 00:00:00.000' AS TIMESTAMP)) AS seconds, abs(w.amount) AS amount, CAST(NULL AS VARCHAR) AS actor
  FROM "l0 carried" AS d JOIN "dispatch subjects" AS w ON w.subject = d.a WHERE d.outcome = 'disagrees'
) AS found;

SELECT d.outcome, count(*) AS records, count(w.amount) AS priced, sum(abs(w.amount)) AS amount
FROM "l0 carried" AS d JOIN "dispatch subjects" AS w ON w.subject = d.a GROUP BY d.outcome;

INSERT INTO "mismatches"
SELECT left(sha256('status-mismatch|job||skipped-state|dispatch|' || coalesce(found.key, '') || '|' || coalesce(found.state, '') || '|' || coalesce(CAST(found.from_at AS VARCHAR), '')), 16), 'job', NULL, found.outcome,
  'dispatch', 'dispatch.records', found.key, NULL, found.other_key, found.state, found.other_state,
  found.from_at, found.due_at, found.to_at, found.from_earliest, found.to_latest, found.seconds, found.amount,
  CAST((CAST(CAST(found.amount AS DECIMAL(24, 4)) * 10000 AS HUGEINT) * found.seconds * 2 + 8640000) // 17280000 AS DECIMAL(30, 0)) * CAST(0.01 AS DECIMAL(3, 2)), found.unit, CAST(timezone('America/New_York', timezone('UTC', found.from_at)) AS DATE), found.actor, 1,
  (SELECT path FROM (VALUES (0, 'dispatch.records.csv')) AS files (number, path) WHERE files.number = found.file), found.pos
FROM (
  SELECT 'skipped-state' AS outcome, w.key, w.unit, w.file, w.pos,
    CAST(NULL AS VARCHAR) AS other_key, CASE v.state WHEN 0 THEN 'scheduled' WHEN 1 THEN 'working' WHEN 2 THEN 'completed' WHEN 3 THEN 'posted' END AS state, coalesce(CASE v.previous WHEN 0 THEN 'scheduled' WHEN 1 THEN 'working' WHEN 2 THEN 'completed' WHEN 3 THEN 'posted' END, '(start)') AS other_state,
    v.entered_latest AS from_at, CAST(NULL AS TIMESTAMP) AS due_at, CAST(NULL AS TIMESTAMP) AS to_at,
    CASE WHEN v.entered < v.entered_latest THEN v.entered END AS from_earliest, CAST(NULL AS TIMESTAMP) AS to_latest,
    CAST(NULL AS BIGINT) AS seconds, abs(w.amount) AS amount, v.actor AS actor
  FROM "dispatch spans" AS v JOIN "dispatch subjects" AS w ON w.subject = v.subject WHERE ((v.previous IS NULL AND v.state = 1) OR (v.previous = 0 AND v.state = 2))
) AS found;

CREATE TABLE "l0 again" AS
SELECT * FROM (
  SELECT v.*, row_number() OVER (PARTITION BY v.subject ORDER BY v.place) AS time FROM "dispatch spans" AS v WHERE ((v.previous = 2 AND v.state = 1))
) AS counted WHERE time = 2;

INSERT INTO "mismatches"
SELECT left(sha256('status-mismatch|job||rework|dispatch|' || coalesce(found.key, '') || '|' || coalesce(found.state, '') || '|' || coalesce(CAST(found.from_at AS VARCHAR), '')), 16), 'job', NULL, found.outcome,
  'dispatch', 'dispatch.records', found.key, NULL, found.other_key, found.state, found.other_state,
  found.from_at, found.due_at, found.to_at, found.from_earliest, found.to_latest, found.seconds, found.amount,
  CAST((CAST(CAST(found.amount AS DECIMAL(24, 4)) * 10000 AS HUGEINT) * found.seconds * 2 + 8640000) // 17280000 AS DECIMAL(30, 0)) * CAST(0.01 AS DECIMAL(3, 2)), found.unit, CAST(timezone('America/New_York', timezone('UTC', found.from_at)) AS DATE), found.actor, 1,
  (SELECT path FROM (VALUES (0, 'dispatch.records.csv')) AS files (number, path) WHERE files.number = found.file), found.pos
FROM (
  SELECT 'rework' AS outcome, w.key, w.unit, w.file, w.pos,
    CAST(NULL AS VARCHAR) AS other_key, CASE v.state WHEN 0 THEN 'scheduled' WHEN 1 THEN 'working' WHEN 2 THEN 'completed' WHEN 3 THEN 'posted' END AS state, coalesce(CASE v.previous WHEN 0 THEN 'scheduled' WHEN 1 THEN 'working' WHEN 2 THEN 'completed' WHEN 3 THEN 'posted' END, '(start)') AS other_state,
    v.entered_latest AS from_at, CAST(NULL AS TIMESTAMP) AS due_at, CAST(NULL AS TIMESTAMP) AS to_at,
    CASE WHEN v.entered < v.entered_latest THEN v.entered END AS from_earliest, CAST(NULL AS TIMESTAMP) AS to_latest,
    CAST(NULL AS BIGINT) AS seconds, abs(w.amount) AS amount, v.actor AS actor
  FROM "l0 again" AS v JOIN "dispatch subjects" AS w ON w.subject = v.subject
) AS found;

CREATE TABLE "l0 long" AS
SELECT * FROM "dispatch spans" AS v WHERE v.state IN (1) AND coalesce(v.left_at, CAST('2026-10-01 00:00:00.000' AS TIMESTAMP)) > (v.entered_latest + 69 * INTERVAL 1 HOUR);

SELECT CAST(min(entered_latest) AS VARCHAR) AS least, CAST(max(entered_latest) AS VARCHAR) AS greatest FROM "l0 long";

INSERT INTO "mismatches"
SELECT left(sha256('status-mismatch|job||stay|dispatch|' || coalesce(found.key, '') || '|' || coalesce(found.state, '') || '|' || coalesce(CAST(found.from_at AS VARCHAR), '')), 16), 'job', NULL, found.outcome,
  'dispatch', 'dispatch.records', found.key, NULL, found.other_key, found.state, found.other_state,
  found.from_at, found.due_at, found.to_at, found.from_earliest, found.to_latest, found.seconds, found.amount,
  CAST((CAST(CAST(found.amount AS DECIMAL(24, 4)) * 10000 AS HUGEINT) * found.seconds * 2 + 8640000) // 17280000 AS DECIMAL(30, 0)) * CAST(0.01 AS DECIMAL(3, 2)), found.unit, CAST(timezone('America/New_York', timezone('UTC', found.from_at)) AS DATE), found.actor, 1,
  (SELECT path FROM (VALUES (0, 'dispatch.records.csv')) AS files (number, path) WHERE files.number = found.file), found.pos
FROM (
  SELECT CASE WHEN v.left_at IS NULL THEN 'stuck' ELSE 'overstayed' END AS outcome, w.key, w.unit, w.file, w.pos,
    CAST(NULL AS VARCHAR) AS other_key, CASE v.state WHEN 0 THEN 'scheduled' WHEN 1 THEN 'working' WHEN 2 THEN 'completed' WHEN 3 THEN 'posted' END AS state, CAST(NULL AS VARCHAR) AS other_state,
    v.entered_latest AS from_at, due_days.due AS due_at, v.left_at AS to_at,
    CASE WHEN v.entered < v.entered_latest OR v.left_latest > v.left_at THEN v.entered END AS from_earliest, CASE WHEN v.entered < v.entered_latest OR v.left_latest > v.left_at THEN v.left_latest END AS to_latest,
    date_sub('second', due_days.due, coalesce(v.left_at, CAST('2026-10-01 00:00:00.000' AS TIMESTAMP))) AS seconds, abs(w.amount) AS amount, v.actor AS actor
  FROM "l0 long" AS v JOIN "dispatch subjects" AS w ON w.subject = v.subject
LEFT JOIN (
  SELECT day, CASE WHEN CAST(timezone('America/New_York', timezone('UTC', (timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) + -1 * INTERVAL 1 HOUR))) AS DATE) = last_day + 1 THEN (timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) + -1 * INTERVAL 1 HOUR) ELSE timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) END AS due FROM (SELECT own.day, coalesce(nth.day, own.day + 3) AS last_day FROM (SELECT DISTINCT CAST(v.entered_latest + to_seconds(-14400) AS DATE) AS day FROM "l0 long" AS v WHERE v.entered_latest IS NOT NULL) AS own
    LEFT JOIN "calendar" AS here ON here.day = own.day
    LEFT JOIN (SELECT business, min(day) AS day FROM "calendar" WHERE open GROUP BY business) AS nth ON nth.business = here.business + 3) AS counted
) AS due_days ON due_days.day = CAST(v.entered_latest + to_seconds(-14400) AS DATE) WHERE coalesce(v.left_at, CAST('2026-10-01 00:00:00.000' AS TIMESTAMP)) > due_days.due
) AS found;

CREATE TABLE "l0 recorded" AS
SELECT subject, state, word, "at" AS occurred, recorded, actor FROM "dispatch events"
WHERE recorded > "at" AND "at" <= CAST('2026-10-01 00:00:00.000' AS TIMESTAMP);

SELECT CAST(min(occurred) AS VARCHAR) AS least, CAST(max(occurred) AS VARCHAR) AS greatest FROM "l0 recorded";

INSERT INTO "mismatches"
SELECT left(sha256('status-mismatch|job||late-recorded|dispatch|' || coalesce(found.key, '') || '|' || coalesce(found.state, '') || '|' || coalesce(CAST(found.from_at AS VARCHAR), '')), 16), 'job', NULL, found.outcome,
  'dispatch', 'dispatch.records', found.key, NULL, found.other_key, found.state, found.other_state,
  found.from_at, found.due_at, found.to_at, found.from_earliest, found.to_latest, found.seconds, found.amount,
  CAST((CAST(CAST(found.amount AS DECIMAL(24, 4)) * 10000 AS HUGEINT) * found.seconds * 2 + 8640000) // 17280000 AS DECIMAL(30, 0)) * CAST(0.01 AS DECIMAL(3, 2)), found.unit, CAST(timezone('America/New_York', timezone('UTC', found.from_at)) AS DATE), found.actor, 1,
  (SELECT path FROM (VALUES (0, 'dispatch.records.csv')) AS files (number, path) WHERE files.number = found.file), found.pos
FROM (
  SELECT 'late-recorded' AS outcome, w.key, w.unit, w.file, w.pos,
    CAST(NULL AS VARCHAR) AS other_key, coalesce(CASE v.state WHEN 0 THEN 'scheduled' WHEN 1 THEN 'working' WHEN 2 THEN 'completed' WHEN 3 THEN 'posted' END, v.word) AS state, CAST(NULL AS VARCHAR) AS other_state,
    v.occurred AS from_at, (v.occurred + 4 * INTERVAL 1 HOUR) AS due_at, v.recorded AS to_at,
    CAST(NULL AS TIMESTAMP) AS from_earliest, CAST(NULL AS TIMESTAMP) AS to_latest,
    date_sub('second', (v.occurred + 4 * INTERVAL 1 HOUR), v.recorded) AS seconds, abs(w.amount) AS amount, v.actor AS actor
  FROM "l0 recorded" AS v JOIN "dispatch subjects" AS w ON w.subject = v.subject WHERE v.recorded > (v.occurred + 4 * INTERVAL 1 HOUR)
) AS found;

CREATE TABLE "l0 finished" AS
SELECT v.subject, w.unit FROM "dispatch spans" AS v JOIN "dispatch subjects" AS w ON w.subject = v.subject WHERE v.left_at IS NULL AND v.state IN (2);

CREATE TABLE "l0 passed" AS
SELECT DISTINCT subject, state FROM "dispatch spans" WHERE subject IN (SELECT subject FROM "l0 finished");

CREATE TABLE "l0 groups" AS
SELECT '' AS who, subject FROM "l0 finished";

SELECT e.who, e.records, p.state, count(*) AS passed FROM (SELECT who, count(*) AS records FROM "l0 groups" GROUP BY who HAVING count(*) >= 30) AS e JOIN "l0 groups" AS g ON g.who = e.who
JOIN "l0 passed" AS p ON p.subject = g.subject GROUP BY e.who, e.records, p.state ORDER BY e.who, p.state;

CREATE TABLE "l0 groups" AS
SELECT unit AS who, subject FROM "l0 finished" WHERE unit IS NOT NULL;

SELECT e.who, e.records, p.state, count(*) AS passed FROM (SELECT who, count(*) AS records FROM "l0 groups" GROUP BY who HAVING count(*) >= 30) AS e JOIN "l0 groups" AS g ON g.who = e.who
JOIN "l0 passed" AS p ON p.subject = g.subject GROUP BY e.who, e.records, p.state ORDER BY e.who, p.state;

CREATE TABLE "l0 groups" AS
SELECT DISTINCT actor AS who, subject FROM "dispatch spans" WHERE actor IS NOT NULL AND subject IN (SELECT subject FROM "l0 finished");

SELECT e.who, e.records, p.state, count(*) AS passed FROM (SELECT who, count(*) AS records FROM "l0 groups" GROUP BY who HAVING count(*) >= 30) AS e JOIN "l0 groups" AS g ON g.who = e.who
JOIN "l0 passed" AS p ON p.subject = g.subject GROUP BY e.who, e.records, p.state ORDER BY e.who, p.state;

INSERT INTO "mismatches"
SELECT left(sha256('status-mismatch|job||unmapped-word|books|books.records|Unknown|Unknown'), 16), 'job', NULL, 'unmapped-word', 'books', 'books.records', 'Unknown',
  NULL, NULL, 'Unknown', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, 1, NULL, NULL;
