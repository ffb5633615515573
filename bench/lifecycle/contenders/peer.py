"""peer.py FILE WARMUP time|check ANSWER FRAME

PM4Py in the way of its documentation: the file as a data frame (FRAME: pandas, or polars as a lazy frame), format_dataframe, then its functions.
Prints what each operation took; in the mode check writes what it found to ANSWER. Everything is done
once with WARMUP before, so that no module is imported while time is taken.
"""

import gc
import json
import os
import sys
import time
import warnings

os.environ["PM4PY_SHOW_INTERNAL_WARNINGS"] = "False"
warnings.simplefilter("ignore")
standard = os.dup(1)
os.dup2(2, 1)  # it greets on standard output

import pandas
import pm4py
import polars


def read(file, frame):
    csv = file.endswith(".csv")
    if frame == "polars":
        return polars.scan_csv(file, try_parse_dates=True) if csv else polars.scan_parquet(file)
    return pandas.read_csv(file) if csv else pandas.read_parquet(file)


def load(file, frame):
    keys = {"case_id": "case:concept:name", "activity_key": "concept:name", "timestamp_key": "time:timestamp"}
    return pm4py.format_dataframe(read(file, frame), **keys)


def measure(file, frame):
    taken = {}

    def timed(operation, work):
        gc.collect()
        start, cpu = time.perf_counter(), time.process_time()
        result = work()
        taken[operation] = {"seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu}
        return result

    log = timed("load", lambda: load(file, frame))
    follows = timed("directly-follows", lambda: pm4py.discover_dfg(log))
    pairs = timed("performance", lambda: pm4py.discover_performance_dfg(log)[0])
    variants = timed("variants", lambda: pm4py.get_variants(log))
    rework = timed("rework", lambda: pm4py.get_rework_cases_per_activity(log))
    durations = timed("durations", lambda: pm4py.get_all_case_durations(log))
    return taken, (follows, pairs, variants, rework, durations)


def whole(follows, pairs, variants, rework, durations):
    graph, starts, ends = follows
    counts = lambda found: {key: int(value) for key, value in found.items()}
    micros = lambda value: float(value) * 1e6
    figures = {"mean": "mean", "median": "median", "least": "min", "most": "max", "total": "sum"}
    return {
        "follows": {"→".join(pair): int(count) for pair, count in graph.items()},
        "starts": counts(starts),
        "ends": counts(ends),
        "pairs": {"→".join(pair): {ours: micros(own[theirs]) for ours, theirs in figures.items()} for pair, own in pairs.items()},
        "variants": {"→".join(variant): int(count) for variant, count in variants.items()},
        "rework": counts(rework),
        "durations": sorted(micros(one) for one in durations),
    }


def main(file, warmup, mode, answer, frame):
    measure(warmup, frame)
    taken, found = measure(file, frame)
    if mode == "check":
        with open(answer, "w", encoding="utf-8") as out:
            json.dump(whole(*found), out)
    os.write(standard, json.dumps(taken).encode())


main(*sys.argv[1:6])
