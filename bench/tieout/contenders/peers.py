"""peers.py datacompy FROM TO time|check, peers.py reladiff DATABASE - time|check, peers.py load DATABASE FROM TO

datacompy and reladiff, each in the way that its own documentation shows. `load` puts both sides
into one DuckDB database as the tables that reladiff compares; it is not measured.
"""

import hashlib
import json
import sys

KEY = "number"
COMPARED = ["customer", "branch", "status", "amount", "tax", "serviced_on", "created_at"]


def digest(lines):
    text = "\n".join(sorted(lines))
    return {"lines": len(lines), "digest": hashlib.sha256(text.encode()).hexdigest()}


def run_datacompy(from_file, to_file):
    import polars as pl
    from datacompy.polars import PolarsCompare

    # It compares amounts as floats: at exactly 0.01 one in two pairs would fall on the wrong side.
    compare = PolarsCompare(
        pl.read_parquet(from_file), pl.read_parquet(to_file), join_columns=[KEY], abs_tol={"amount": 0.0101}
    )
    compare.report()
    lines = [
        f"{number}\t{column}"
        for column in COMPARED
        for number in compare.intersect_rows.filter(~pl.col(f"{column}_match"))[KEY]
    ]
    alone = [f"{number}\tfrom" for number in compare.df1_unq_rows[KEY]]
    alone += [f"{number}\tto" for number in compare.df2_unq_rows[KEY]]
    return {"tolerant": lines, "alone": alone}


def run_reladiff(database, _):
    from reladiff import connect, connect_to_table, diff_tables

    # One connection for both: that is how it knows that it can join inside the database.
    opened = connect(f"duckdb:///{database}", thread_count=2)
    sides = [
        connect_to_table(opened, ("main", name), KEY, extra_columns=tuple(COMPARED)) for name in ("upstream", "downstream")
    ]
    rows = list(diff_tables(*sides))
    gone = {row[0]: row for sign, row in rows if sign == "-"}
    lines, alone = [], []
    for sign, row in rows:
        if sign != "+":
            continue
        before = gone.pop(row[0], None)
        if before is None:
            alone.append(f"{row[0]}\tto")
            continue
        lines += [f"{row[0]}\t{column}" for column, a, b in zip(COMPARED, before[1:], row[1:]) if a != b]
    alone += [f"{number}\tfrom" for number in gone]
    return {"exact": lines, "alone": alone}


def load(database, from_file, to_file):
    import duckdb

    with duckdb.connect(database) as connection:
        for name, file in (("upstream", from_file), ("downstream", to_file)):
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM read_parquet(?)", [file])


peer, first, second, mode = sys.argv[1:5]
if peer == "load":
    load(first, second, mode)
else:
    found = {"datacompy": run_datacompy, "reladiff": run_reladiff}[peer](first, second)
    print(json.dumps({name: digest(lines) if mode == "check" else len(lines) for name, lines in found.items()}))
