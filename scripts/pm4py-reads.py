"""Does pm4py read back what Tieout writes?

    python scripts/pm4py-reads.py ocel OTHER.json LOG.json LOG.xml LOG.sqlite
    python scripts/pm4py-reads.py xes ORIGINAL.xes.gz WRITTEN.xes

The first file is the measure; every other must be the same log to pm4py: events, objects, references between
them, and object changes. For development only: it needs Python with pm4py installed, which is AGPL
and no part of Tieout. Files come from `tieout events export`.
"""

import sys
import warnings

import pandas as pd
import pm4py

warnings.filterwarnings("ignore")


def utc(value):
    time = pd.Timestamp(value)
    return str(time if time.tz is None else time.tz_convert(None))


def read_ocel(file):
    readers = {"json": pm4py.read_ocel2_json, "xml": pm4py.read_ocel2_xml, "sqlite": pm4py.read_ocel2_sqlite}
    log = readers[file.rsplit(".", 1)[1]](file)
    events = log.events[["ocel:eid", "ocel:activity", "ocel:timestamp"]].itertuples(index=False)
    links = log.relations[["ocel:eid", "ocel:oid", "ocel:qualifier"]].fillna("")
    others = log.o2o[["ocel:oid", "ocel:oid_2", "ocel:qualifier"]].fillna("")
    return {
        "events": sorted((id, activity, utc(time)) for id, activity, time in events),
        "objects": sorted(zip(log.objects["ocel:oid"], log.objects["ocel:type"])),
        "event objects": sorted(links.itertuples(index=False, name=None)),
        "object objects": sorted(others.itertuples(index=False, name=None)),
        "changes": len(log.object_changes),
    }


def read_xes(file):
    frame = pm4py.read_xes(file)
    frame["time:timestamp"] = pd.to_datetime(frame["time:timestamp"], utc=True).astype(str)
    columns = sorted(frame.columns)
    return {"columns": columns, "rows": frame[columns].astype(str).values.tolist()}


def main(kind, first, *others):
    read = {"ocel": read_ocel, "xes": read_xes}[kind]
    expected = read(first)
    print(first, {part: found if isinstance(found, int) else len(found) for part, found in expected.items()})
    wrong = 0
    for file in others:
        found = read(file)
        different = [part for part in expected if found[part] != expected[part]]
        print(file, "differs in " + ", ".join(different) if different else "is the same")
        wrong += len(different)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
