"""peer.py FILE OUT time|check THREADS

Splink on its DuckDB backend, in the way of its tutorial: u by random sampling, two sessions of
expectation maximisation that block on different columns, a prediction for every candidate pair.
Columns that no one needs are not carried. Writes OUT/links.csv: the pairs of at least 95 %.
"""

import json
import logging
import sys

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

RULES = [("first_name", "surname"), ("surname", "city"), ("first_name", "dob")]


def main(file, out, mode, threads):
    logging.disable(logging.WARNING)
    api = DuckDBAPI(duckdb.connect(config={"threads": int(threads)}))
    people = api.register(api.duckdb_con.read_parquet(file), dataset_display_name="people")
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in RULES],
        comparisons=[
            cl.NameComparison("first_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("dob", [1, 2]),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("email", [0.95]),
            cl.LevenshteinAtThresholds("phone", [1]),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    linker = Linker(people, settings)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("first_name", "surname", "dob"), block_on("email")], recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=1e7)
    training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    training.estimate_parameters_using_expectation_maximisation(block_on("dob", "city"))
    predictions = linker.inference.predict().as_duckdbpyrelation()
    links = predictions.filter("match_probability >= 0.95").project("id_l, id_r").fetchall()
    with open(f"{out}/links.csv", "w", encoding="utf-8") as lines:
        lines.writelines(f"{l},{r}\n" for l, r in links)
    answer = {"links": len(links)}
    if mode == "check":
        sums = "count(*), CAST(sum((id_l * id_r) % 4294967291) AS VARCHAR)"
        pairs, checksum = predictions.aggregate(sums).fetchall()[0]
        answer |= {"pairs": pairs, "checksum": checksum}
    print(json.dumps(answer))


main(*sys.argv[1:5])
