CREATE TABLE "c0 joined 0" AS
WITH "a" AS (SELECT row, "m0" FROM (SELECT r._row AS row, e.entity AS m0 FROM "set 2 crm.contacts" AS r JOIN "entities" AS e ON e.dataset = 'crm.contacts' AND e.row = r._row
WHERE (NOT r._deleted)) AS "a"), "b" AS (SELECT row, "m0" FROM (SELECT r._row AS row, e.entity AS m0 FROM "set 2 books.customers" AS r JOIN "entities" AS e ON e.dataset = 'books.customers' AND e.row = r._row
WHERE (NOT r._deleted)) AS "b"), crowds AS (
  SELECT x."m0" FROM (SELECT "m0", count(*) AS n FROM "a" GROUP BY "m0") AS x JOIN (SELECT "m0", count(*) AS n FROM "b" GROUP BY "m0") AS y ON ("x"."m0" = "y"."m0")
  WHERE x.n > 1 AND y.n > 1 AND x.n * y.n > 64
)
SELECT a.row AS a_row, b.row AS b_row FROM a JOIN b ON ("a"."m0" = "b"."m0")
WHERE NOT EXISTS (SELECT 1 FROM crowds WHERE ("crowds"."m0" = "a"."m0"));

SELECT count(*) AS n FROM (SELECT DISTINCT 'crm.contacts' AS dataset, a_row FROM "c0 joined 0") AS owners;

CREATE TABLE "c0 f0p0 changes a" AS
SELECT * FROM (
  SELECT 0 AS step, n._key AS key, CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("p"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) AS before, CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("n"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) AS value,
    CAST('2026-09-01 12:00:00.000' AS TIMESTAMP) AS since, CAST('2026-09-02 12:00:00.000' AS TIMESTAMP) AS seen, CASE WHEN "n"."modified" > CAST('2026-09-01 12:00:00.000' AS TIMESTAMP) AND "n"."modified" <= CAST('2026-09-02 12:00:00.000' AS TIMESTAMP) AND ("p"."id" IS NOT DISTINCT FROM "n"."id") THEN "n"."modified" END AS stamp, CAST("n"."who" AS VARCHAR) AS actor
  FROM "set 0 crm.contacts" AS p JOIN "set 1 crm.contacts" AS n ON n._key = p._key
  WHERE (NOT p._deleted AND NOT n._deleted AND "p"."email" IS DISTINCT FROM "n"."email")
) AS c WHERE value IS NOT NULL AND value IS DISTINCT FROM before
UNION ALL
SELECT * FROM (
  SELECT 1 AS step, n._key AS key, CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("p"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) AS before, CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("n"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) AS value,
    CAST('2026-09-02 12:00:00.000' AS TIMESTAMP) AS since, CAST('2026-09-03 12:00:00.000' AS TIMESTAMP) AS seen, CASE WHEN "n"."modified" > CAST('2026-09-02 12:00:00.000' AS TIMESTAMP) AND "n"."modified" <= CAST('2026-09-03 12:00:00.000' AS TIMESTAMP) AND ("p"."id" IS NOT DISTINCT FROM "n"."id") THEN "n"."modified" END AS stamp, CAST("n"."who" AS VARCHAR) AS actor
  FROM "set 1 crm.contacts" AS p JOIN "set 2 crm.contacts" AS n ON n._key = p._key
  WHERE (NOT p._deleted AND NOT n._deleted AND "p"."email" IS DISTINCT FROM "n"."email")
) AS c WHERE value IS NOT NULL AND value IS DISTINCT FROM before;

SELECT DISTINCT step FROM (SELECT step, before, value FROM "c0 f0p0 changes a" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS r ORDER BY step;

CREATE TABLE "c0 renamed 0" AS
SELECT before, value FROM (SELECT step, before, value FROM "c0 f0p0 changes a" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS w WHERE step = 0 AND value NOT IN (SELECT CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) FROM "set 0 crm.contacts" AS r WHERE CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) IN (SELECT "value" FROM (SELECT step, before, value FROM "c0 f0p0 changes a" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS w WHERE step = 0)) AND before NOT IN (SELECT CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) FROM "set 1 crm.contacts" AS r WHERE CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) IN (SELECT "before" FROM (SELECT step, before, value FROM "c0 f0p0 changes a" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS w WHERE step = 0));

SELECT count(*) AS n FROM "c0 renamed 0";

CREATE TABLE "c0 renamed 1" AS
SELECT before, value FROM (SELECT step, before, value FROM "c0 f0p0 changes a" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS w WHERE step = 1 AND value NOT IN (SELECT CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) FROM "set 1 crm.contacts" AS r WHERE CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) IN (SELECT "value" FROM (SELECT step, before, value FROM "c0 f0p0 changes a" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS w WHERE step = 1)) AND before NOT IN (SELECT CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) FROM "set 2 crm.contacts" AS r WHERE CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) IN (SELECT "before" FROM (SELECT step, before, value FROM "c0 f0p0 changes a" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS w WHERE step = 1));

SELECT count(*) AS n FROM "c0 renamed 1";

CREATE TABLE "c0 f0p0 changes b" AS
SELECT * FROM (
  SELECT 0 AS step, n._key AS key, CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("p"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) AS before, CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("n"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) AS value,
    CAST('2026-09-01 12:00:00.000' AS TIMESTAMP) AS since, CAST('2026-09-02 12:00:00.000' AS TIMESTAMP) AS seen, CASE WHEN "n"."modified" > CAST('2026-09-01 12:00:00.000' AS TIMESTAMP) AND "n"."modified" <= CAST('2026-09-02 12:00:00.000' AS TIMESTAMP) AND ("p"."id" IS NOT DISTINCT FROM "n"."id") THEN "n"."modified" END AS stamp, CAST("n"."who" AS VARCHAR) AS actor
  FROM "set 0 books.customers" AS p JOIN "set 1 books.customers" AS n ON n._key = p._key
  WHERE (NOT p._deleted AND NOT n._deleted AND "p"."email" IS DISTINCT FROM "n"."email")
) AS c WHERE value IS NOT NULL AND value IS DISTINCT FROM before
UNION ALL
SELECT * FROM (
  SELECT 1 AS step, n._key AS key, CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("p"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) AS before, CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("n"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) AS value,
    CAST('2026-09-02 12:00:00.000' AS TIMESTAMP) AS since, CAST('2026-09-03 12:00:00.000' AS TIMESTAMP) AS seen, CASE WHEN "n"."modified" > CAST('2026-09-02 12:00:00.000' AS TIMESTAMP) AND "n"."modified" <= CAST('2026-09-03 12:00:00.000' AS TIMESTAMP) AND ("p"."id" IS NOT DISTINCT FROM "n"."id") THEN "n"."modified" END AS stamp, CAST("n"."who" AS VARCHAR) AS actor
  FROM "set 1 books.customers" AS p JOIN "set 2 books.customers" AS n ON n._key = p._key
  WHERE (NOT p._deleted AND NOT n._deleted AND "p"."email" IS DISTINCT FROM "n"."email")
) AS c WHERE value IS NOT NULL AND value IS DISTINCT FROM before;

SELECT DISTINCT step FROM (SELECT step, before, value FROM "c0 f0p0 changes b" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS r ORDER BY step;

CREATE TABLE "c0 renamed 0" AS
SELECT before, value FROM (SELECT step, before, value FROM "c0 f0p0 changes b" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS w WHERE step = 0 AND value NOT IN (SELECT CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) FROM "set 0 books.customers" AS r WHERE CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) IN (SELECT "value" FROM (SELECT step, before, value FROM "c0 f0p0 changes b" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS w WHERE step = 0)) AND before NOT IN (SELECT CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) FROM "set 1 books.customers" AS r WHERE CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) IN (SELECT "before" FROM (SELECT step, before, value FROM "c0 f0p0 changes b" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS w WHERE step = 0));

SELECT count(*) AS n FROM "c0 renamed 0";

CREATE TABLE "c0 renamed 1" AS
SELECT before, value FROM (SELECT step, before, value FROM "c0 f0p0 changes b" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS w WHERE step = 1 AND value NOT IN (SELECT CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) FROM "set 1 books.customers" AS r WHERE CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) IN (SELECT "value" FROM (SELECT step, before, value FROM "c0 f0p0 changes b" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS w WHERE step = 1)) AND before NOT IN (SELECT CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) FROM "set 2 books.customers" AS r WHERE CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("r"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) IN (SELECT "before" FROM (SELECT step, before, value FROM "c0 f0p0 changes b" WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= 5) AS w WHERE step = 1));

SELECT count(*) AS n FROM "c0 renamed 1";

CREATE TABLE "c0 f0p0 leads" AS
WITH placed AS (
  SELECT *, row_number() OVER (PARTITION BY a_row, b_row ORDER BY latest, since, side) AS place FROM (SELECT j.a_row, j.b_row, 'a' AS side, c.before, c.value, c.since, c.seen, c.stamp, c.actor,
    coalesce(c.stamp, c.seen) AS latest
  FROM "c0 f0p0 changes a" AS c JOIN "set 2 crm.contacts" AS r ON r._key = c.key
  JOIN "c0 joined 0" AS j ON "j"."a_row" = r._row UNION ALL SELECT j.a_row, j.b_row, 'b' AS side, c.before, c.value, c.since, c.seen, c.stamp, c.actor,
    coalesce(c.stamp, c.seen) AS latest
  FROM "c0 f0p0 changes b" AS c JOIN "set 2 books.customers" AS r ON r._key = c.key
  JOIN "c0 joined 0" AS j ON "j"."b_row" = r._row) AS events
), ends AS (
  SELECT *, max(CASE WHEN side = 'a' THEN place END) OVER (PARTITION BY a_row, b_row ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_a, max(CASE WHEN side = 'b' THEN place END) OVER (PARTITION BY a_row, b_row ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_b FROM placed
)
SELECT p.side AS leader, p.a_row, p.b_row, p.before, p.value, p.since, p.latest, p.actor, c.seen AS followed,
  CASE WHEN c.stamp IS NOT NULL THEN p.latest < c.stamp ELSE p.latest <= c.since END AS decided
FROM ends AS c JOIN placed AS p ON p.a_row = c.a_row AND p.b_row = c.b_row AND p.place = CASE c.side WHEN 'a' THEN c.last_b ELSE c.last_a END
WHERE p.value = c.value;

SELECT leader, decided, count(*) AS n FROM "c0 f0p0 leads" GROUP BY leader, decided;

INSERT INTO "signs"
SELECT left(sha256('source-of-truth-conflict|two-origins|fact|customer.billing_email|' || coalesce(CAST('crm.contacts' AS VARCHAR), '') || '|' || coalesce(CAST(NULL AS VARCHAR), '') || '|' || coalesce(CAST('books.customers' AS VARCHAR), '') || '|' || coalesce(CAST(NULL AS VARCHAR), '') || '|' || coalesce(CAST(NULL AS VARCHAR), '') || '|' || coalesce(CAST(NULL AS VARCHAR), '')), 16), 'source-of-truth-conflict', 'two-origins', 'fact', 'customer.billing_email',
  CAST('crm.contacts' AS VARCHAR), CAST(NULL AS VARCHAR), CAST('books.customers' AS VARCHAR), CAST(NULL AS VARCHAR), CAST('email' AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
  CAST(least AS TIMESTAMP), CAST(greatest AS TIMESTAMP), CAST(NULL AS DECIMAL(18, 4)), CAST(NULL AS VARCHAR),
  CAST(NULL AS DATE), CAST(NULL AS VARCHAR), CAST(12 AS BIGINT), CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT), CAST('{"title":"Billing email","noun":"customer","owner":"crm","steward":"Sales operations","of":"12","via":"customer","otherField":"email","observations":"12","leads":"6","otherLeads":"6","undecided":"0","share":"0.5000","low":"0.2538","high":"0.7462"}' AS VARCHAR)
FROM (SELECT min(since) AS least, max(followed) AS greatest FROM "c0 f0p0 leads" WHERE decided) AS times;

CREATE TABLE "c0 f0p0 apart" AS
SELECT d.a_row, d.b_row, d.ta AS va, d.tb AS vb,
  CASE WHEN d.sa IS NULL OR d.sb > d.sa THEN d.sb ELSE d.sa END AS changed
FROM (
  SELECT j.a_row, j.b_row, nullif(trim(regexp_replace(nfc_normalize(CAST("a"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS va, nullif(trim(regexp_replace(nfc_normalize(CAST("b"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS vb, CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("a"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) AS ta, CAST(nullif(trim(regexp_replace(nfc_normalize(CAST("b"."email" AS VARCHAR)), '[\s\p{Z}]+', ' ', 'g')), '') AS VARCHAR) AS tb,
    coalesce("a"."modified", "a"."_created") AS sa, coalesce("b"."modified", "b"."_created") AS sb
  FROM "c0 joined 0" AS j JOIN "set 2 crm.contacts" AS a ON a._row = j.a_row JOIN "set 2 books.customers" AS b ON b._row = j.b_row
  WHERE CAST("a"."email" AS VARCHAR) IS DISTINCT FROM CAST("b"."email" AS VARCHAR)
) AS d
WHERE d.va IS NOT NULL AND NOT coalesce(d.va = d.vb, FALSE);

SELECT CAST(min(changed) AS VARCHAR) AS least, CAST(max(changed) AS VARCHAR) AS greatest FROM "c0 f0p0 apart";

CREATE TABLE "c0 f0p0 settled" AS
SELECT d.*, coalesce(due_days.due <= CAST('2026-09-03 12:00:00.000' AS TIMESTAMP), TRUE) AS settled FROM "c0 f0p0 apart" AS d
LEFT JOIN (
  SELECT day, CASE WHEN CAST(timezone('America/New_York', timezone('UTC', (timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) + -1 * INTERVAL 1 HOUR))) AS DATE) = last_day + 1 THEN (timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) + -1 * INTERVAL 1 HOUR) ELSE timezone('UTC', timezone('America/New_York', CAST(last_day + 1 AS TIMESTAMP))) END AS due FROM (SELECT own.day, own.day + 2 AS last_day FROM (SELECT DISTINCT CAST(d.changed + to_seconds(-14400) AS DATE) AS day FROM "c0 f0p0 apart" AS d WHERE d.changed IS NOT NULL) AS own) AS counted
) AS due_days ON due_days.day = CAST(d.changed + to_seconds(-14400) AS DATE);

SELECT count(*) AS n FROM "c0 f0p0 settled" WHERE settled;

SELECT count(DISTINCT CAST("a"."email" AS VARCHAR)) AS "a_texts", count(DISTINCT CASE WHEN CAST("a"."email" AS VARCHAR) IS NOT NULL THEN "j"."a_row" END) AS "a_records", count(DISTINCT CAST("b"."email" AS VARCHAR)) AS "b_texts", count(DISTINCT CASE WHEN CAST("b"."email" AS VARCHAR) IS NOT NULL THEN "j"."b_row" END) AS "b_records" FROM "c0 joined 0" AS j JOIN "set 2 crm.contacts" AS a ON a._row = j.a_row JOIN "set 2 books.customers" AS b ON b._row = j.b_row;

CREATE TABLE "c0 cells" AS
SELECT va, vb, min(sa) AS sa, min(sb) AS sb, sum(n) AS n FROM (
  SELECT nullif(trim(regexp_replace(nfc_normalize(c.ta), '[\s\p{Z}]+', ' ', 'g')), '') AS va, nullif(trim(regexp_replace(nfc_normalize(c.tb), '[\s\p{Z}]+', ' ', 'g')), '') AS vb,
    nullif(trim(regexp_replace(nfc_normalize(c.ta), '[\s\p{Z}]+', ' ', 'g')), '') AS sa, nullif(trim(regexp_replace(nfc_normalize(c.tb), '[\s\p{Z}]+', ' ', 'g')), '') AS sb, n
  FROM (SELECT CAST("a"."email" AS VARCHAR) AS ta, CAST("b"."email" AS VARCHAR) AS tb, count(*) AS n FROM "c0 joined 0" AS j JOIN "set 2 crm.contacts" AS a ON a._row = j.a_row JOIN "set 2 books.customers" AS b ON b._row = j.b_row GROUP BY CAST("a"."email" AS VARCHAR), CAST("b"."email" AS VARCHAR)) AS c
  UNION ALL SELECT va, vb, NULL, NULL, -count(*) FROM "c0 f0p0 settled" WHERE NOT settled GROUP BY va, vb
) AS cells GROUP BY va, vb;

SELECT va, vb, sa, sb, CAST(n AS BIGINT) AS n FROM "c0 cells" WHERE n > 0 ORDER BY va, vb;

INSERT INTO "signs"
SELECT left(sha256('source-of-truth-conflict|value-sets-differ|fact|customer.billing_email|' || coalesce(CAST('crm.contacts' AS VARCHAR), '') || '|' || coalesce(CAST(NULL AS VARCHAR), '') || '|' || coalesce(CAST('books.customers' AS VARCHAR), '') || '|' || coalesce(CAST(NULL AS VARCHAR), '') || '|' || coalesce(CAST('St. Pete' AS VARCHAR), '') || '|' || coalesce(CAST('Saint Petersburg' AS VARCHAR), '')), 16), 'source-of-truth-conflict', 'value-sets-differ', 'fact', 'customer.billing_email',
  CAST('crm.contacts' AS VARCHAR), CAST(NULL AS VARCHAR), CAST('books.customers' AS VARCHAR), CAST(NULL AS VARCHAR), CAST('email' AS VARCHAR), CAST('St. Pete' AS VARCHAR), CAST('Saint Petersburg' AS VARCHAR),
  CAST(NULL AS TIMESTAMP), CAST(NULL AS TIMESTAMP), CAST(NULL AS DECIMAL(18, 4)), CAST(NULL AS VARCHAR),
  CAST(NULL AS DATE), CAST(NULL AS VARCHAR), CAST(12 AS BIGINT), CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT), CAST('{"title":"Billing email","noun":"customer","owner":"crm","steward":"Sales operations","of":"24","via":"customer","otherField":"email","observations":"12","leads":"6","otherLeads":"6","undecided":"0","share":"0.5000","low":"0.2538","high":"0.7462","mapping":"one-to-one","both":"12","mapsOf":"12","mapsBackOf":"12","mapsShare":"1.0000","mapsBackShare":"1.0000","mapsSurely":"0.7575"}' AS VARCHAR)
FROM (SELECT 1 AS one) AS one;

CREATE TABLE "c0 f0p0 words" AS
SELECT * FROM (VALUES (CAST('St. Pete' AS VARCHAR), CAST('Saint Petersburg' AS VARCHAR))) AS t (va, vb);

CREATE TABLE "c0 f0p0 open" AS
SELECT * FROM "c0 f0p0 settled" AS d WHERE d.settled AND d.vb IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "c0 f0p0 words" AS w WHERE w.va = d.va AND w.vb IS NOT DISTINCT FROM d.vb);

SELECT count(*) AS n FROM "c0 f0p0 open";

INSERT INTO "signs"
SELECT left(sha256('source-of-truth-conflict|non-owner-writes|fact|customer.billing_email|' || coalesce(CAST('books.customers' AS VARCHAR), '') || '|' || coalesce(CAST(b._key AS VARCHAR), '') || '|' || coalesce(CAST('crm.contacts' AS VARCHAR), '') || '|' || coalesce(CAST(a._key AS VARCHAR), '') || '|' || coalesce(CAST(l.value AS VARCHAR), '') || '|' || coalesce(CAST(l.before AS VARCHAR), '')), 16), 'source-of-truth-conflict', 'non-owner-writes', 'fact', 'customer.billing_email',
  CAST('books.customers' AS VARCHAR), CAST(b._key AS VARCHAR), CAST('crm.contacts' AS VARCHAR), CAST(a._key AS VARCHAR), CAST('email' AS VARCHAR), CAST(l.value AS VARCHAR), CAST(l.before AS VARCHAR),
  CAST(l.since AS TIMESTAMP), CAST(l.latest AS TIMESTAMP), CAST(coalesce(a._amount, b._amount) AS DECIMAL(18, 4)), CAST(coalesce(b._unit, a._unit) AS VARCHAR),
  CAST(coalesce(b._date, a._date) AS DATE), CAST(l.actor AS VARCHAR), CAST(1 AS BIGINT), CAST(f.path AS VARCHAR), CAST(b._pos AS BIGINT), CAST('{"title":"Billing email","noun":"customer","owner":"crm","steward":"Sales operations","of":"12","via":"customer","otherField":"email","observations":"12","leads":"6","otherLeads":"6","undecided":"0","share":"0.5000","low":"0.2538","high":"0.7462","compared":"24","ahead":"6","alone":"0"}' AS VARCHAR)
FROM (SELECT * FROM "c0 f0p0 leads" WHERE decided AND leader = 'b') AS l JOIN "set 2 crm.contacts" AS a ON a._row = l.a_row JOIN "set 2 books.customers" AS b ON b._row = l.b_row
LEFT JOIN (SELECT 0 AS place, 'books.customers.csv' AS path) AS f ON f.place = "b"."_file";

INSERT INTO "signs"
SELECT left(sha256('source-of-truth-conflict|values-differ|fact|customer.billing_email|' || coalesce(CAST('crm.contacts' AS VARCHAR), '') || '|' || coalesce(CAST(a._key AS VARCHAR), '') || '|' || coalesce(CAST('books.customers' AS VARCHAR), '') || '|' || coalesce(CAST(b._key AS VARCHAR), '') || '|' || coalesce(CAST(CAST("a"."email" AS VARCHAR) AS VARCHAR), '') || '|' || coalesce(CAST(CAST("b"."email" AS VARCHAR) AS VARCHAR), '')), 16), 'source-of-truth-conflict', 'values-differ', 'fact', 'customer.billing_email',
  CAST('crm.contacts' AS VARCHAR), CAST(a._key AS VARCHAR), CAST('books.customers' AS VARCHAR), CAST(b._key AS VARCHAR), CAST('email' AS VARCHAR), CAST(CAST("a"."email" AS VARCHAR) AS VARCHAR), CAST(CAST("b"."email" AS VARCHAR) AS VARCHAR),
  CAST(d.changed AS TIMESTAMP), CAST(NULL AS TIMESTAMP), CAST(coalesce(a._amount, b._amount) AS DECIMAL(18, 4)), CAST(coalesce(a._unit, b._unit) AS VARCHAR),
  CAST(coalesce(a._date, b._date) AS DATE), CAST(CAST("b"."who" AS VARCHAR) AS VARCHAR), CAST(1 AS BIGINT), CAST(f.path AS VARCHAR), CAST(a._pos AS BIGINT), CAST('{"title":"Billing email","noun":"customer","owner":"crm","steward":"Sales operations","of":"24","via":"customer","otherField":"email","observations":"12","leads":"6","otherLeads":"6","undecided":"0","share":"0.5000","low":"0.2538","high":"0.7462"}' AS VARCHAR)
FROM "c0 f0p0 settled" AS d JOIN "set 2 crm.contacts" AS a ON a._row = d.a_row JOIN "set 2 books.customers" AS b ON b._row = d.b_row
LEFT JOIN (SELECT 0 AS place, 'crm.contacts.csv' AS path) AS f ON f.place = "a"."_file"
WHERE d.settled AND NOT EXISTS (SELECT 1 FROM "c0 f0p0 words" AS w WHERE w.va = d.va AND w.vb IS NOT DISTINCT FROM d.vb);

CREATE TABLE "c0 f0p0 differ" AS
SELECT a_row, b_row FROM "c0 f0p0 settled" WHERE settled;

SELECT count(DISTINCT a_row) AS a, count(DISTINCT b_row) AS b FROM "c0 joined 0";

SELECT count(DISTINCT a_row) AS a, count(DISTINCT b_row) AS b FROM "c0 f0p0 differ";

SELECT count(*) AS n FROM (SELECT DISTINCT 'crm.contacts' AS dataset, a_row FROM "c0 f0p0 differ") AS owners;

WITH signs AS (
  SELECT * FROM "signs" WHERE kind = 'source-of-truth-conflict' AND outcome <> 'defined-otherwise'
), keys AS (
  SELECT "outcome", "subject_type", "subject", dataset, key, sum(records) AS records, max(amount) AS amount FROM signs GROUP BY "outcome", "subject_type", "subject", dataset, key
), totals AS (
  SELECT "outcome", "subject_type", "subject", CASE WHEN outcome IN ('values-differ', 'non-owner-writes') THEN count(*) ELSE sum(records) END AS records, count(amount) AS priced, sum(amount) AS amount
  FROM keys GROUP BY "outcome", "subject_type", "subject"
), times AS (
  SELECT "outcome", "subject_type", "subject", count(*) AS signs, CAST(min(date) AS VARCHAR) AS onset, CAST(max(date) AS VARCHAR) AS latest FROM signs GROUP BY "outcome", "subject_type", "subject"
), copies AS (
  SELECT "outcome", "subject_type", "subject", dataset, other_dataset, sum(records) AS records, min(detail) AS detail FROM signs GROUP BY "outcome", "subject_type", "subject", dataset, other_dataset
), copy_texts AS (
  SELECT "outcome", "subject_type", "subject", string_agg('{"dataset":' || coalesce(CAST(to_json(CAST("dataset" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_dataset":' || coalesce(CAST(to_json(CAST("other_dataset" AS VARCHAR)) AS VARCHAR), 'null') || ',"records":' || coalesce(CAST(to_json(CAST("records" AS VARCHAR)) AS VARCHAR), 'null') || ',"detail":' || coalesce(CAST(to_json(CAST("detail" AS VARCHAR)) AS VARCHAR), 'null') || '}', ',' ORDER BY records DESC, dataset, other_dataset) AS copies FROM copies GROUP BY "outcome", "subject_type", "subject"
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY "outcome", "subject_type", "subject" ORDER BY records DESC, coalesce(amount, 0) DESC, fingerprint, other_dataset, other_value) AS place FROM signs
), samples AS (
  SELECT "outcome", "subject_type", "subject", string_agg('{"fingerprint":' || coalesce(CAST(to_json(CAST("fingerprint" AS VARCHAR)) AS VARCHAR), 'null') || ',"dataset":' || coalesce(CAST(to_json(CAST("dataset" AS VARCHAR)) AS VARCHAR), 'null') || ',"key":' || coalesce(CAST(to_json(CAST("key" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_dataset":' || coalesce(CAST(to_json(CAST("other_dataset" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_key":' || coalesce(CAST(to_json(CAST("other_key" AS VARCHAR)) AS VARCHAR), 'null') || ',"field":' || coalesce(CAST(to_json(CAST("field" AS VARCHAR)) AS VARCHAR), 'null') || ',"value":' || coalesce(CAST(to_json(CAST("value" AS VARCHAR)) AS VARCHAR), 'null') || ',"other_value":' || coalesce(CAST(to_json(CAST("other_value" AS VARCHAR)) AS VARCHAR), 'null') || ',"unit":' || coalesce(CAST(to_json(CAST("unit" AS VARCHAR)) AS VARCHAR), 'null') || ',"date":' || coalesce(CAST(to_json(CAST("date" AS VARCHAR)) AS VARCHAR), 'null') || ',"amount":' || coalesce(CAST(to_json(CAST("amount" AS VARCHAR)) AS VARCHAR), 'null') || ',"actor":' || coalesce(CAST(to_json(CAST("actor" AS VARCHAR)) AS VARCHAR), 'null') || ',"records":' || coalesce(CAST(to_json(CAST("records" AS VARCHAR)) AS VARCHAR), 'null') || ',"detail":' || coalesce(CAST(to_json(CAST("detail" AS VARCHAR)) AS VARCHAR), 'null') || '}', ',' ORDER BY place) AS samples FROM ranked WHERE place <= 10 GROUP BY "outcome", "subject_type", "subject"
)
SELECT t.*, d.signs, d.onset, d.latest, '[' || c.copies || ']' AS copies, '[' || s.samples || ']' AS samples, left(sha256('source-of-truth-conflict|' || t.outcome || '|' || t.subject_type || '|' || t.subject), 16) AS fingerprint
FROM totals AS t
JOIN times AS d ON "d"."outcome" = "t"."outcome" AND "d"."subject_type" = "t"."subject_type" AND "d"."subject" = "t"."subject"
JOIN copy_texts AS c ON "c"."outcome" = "t"."outcome" AND "c"."subject_type" = "t"."subject_type" AND "c"."subject" = "t"."subject"
JOIN samples AS s ON "s"."outcome" = "t"."outcome" AND "s"."subject_type" = "t"."subject_type" AND "s"."subject" = "t"."subject"
ORDER BY "t"."outcome", "t"."subject_type", "t"."subject";
