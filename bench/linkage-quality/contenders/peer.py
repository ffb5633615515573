"""peer.py DATASET THRESHOLD[,THRESHOLD ...] OUT FILE [FILE]

Splink with the model of its own published example for the data set: its comparisons, blocking rules
and training, without the rule that blocks on ids. It has no example for childcare_sites: that model
uses its ready-made comparisons. For each threshold it writes OUT/THRESHOLD.csv: clusters (id,cluster) by
its connected components, or links (l,r) by an optimal one-to-one assignment of its weights
in which leaving both records alone is an option.
"""

import logging
import sys

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SEED = 1


def settings(link_type, rules, comparisons, **more):
    return SettingsCreator(
        link_type=link_type,
        unique_id_column_name="id",
        blocking_rules_to_generate_predictions=rules,
        comparisons=comparisons,
        **more,
    )


def train(linker, max_pairs, sessions, deterministic=None, recall=None):
    training = linker.training
    if deterministic is not None:
        training.estimate_probability_two_random_records_match(deterministic, recall=recall)
    training.estimate_u_using_random_sampling(max_pairs=max_pairs, seed=SEED)
    for rule in sessions:
        training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)


def transactions(api, tables):
    near = "substr(l.memo, 1, 3) = substr(r.memo, 1, 3) AND l.amount / r.amount > 0.7 AND l.amount / r.amount < 1.3"
    month = "strftime({}, '%Y%m') = strftime(r.transaction_date, '%Y%m')"
    rules = [
        f"{month.format('l.transaction_date')} AND {near}",
        f"{month.format('l.transaction_date + 15')} AND {near}",
        block_on("substr(memo, 1, 9)"),
        "round(l.amount / 2, 0) * 2 = round(r.amount / 2, 0) * 2"
        " AND yearweek(r.transaction_date) = yearweek(l.transaction_date)",
        "round(l.amount / 2, 0) * 2 = round((r.amount + 1) / 2, 0) * 2"
        " AND yearweek(r.transaction_date) = yearweek(l.transaction_date + 4)",
    ]
    amount = {
        "output_column_name": "amount",
        "comparison_levels": [
            cll.NullLevel("amount"),
            cll.ExactMatchLevel("amount"),
            *[cll.PercentageDifferenceLevel("amount", share) for share in (0.01, 0.03, 0.1, 0.3)],
            cll.ElseLevel(),
        ],
    }
    lag = "transaction_date_r - transaction_date_l <= {n} AND transaction_date_r >= transaction_date_l"
    date = {
        "output_column_name": "transaction_date",
        "comparison_levels": [
            cll.NullLevel("transaction_date"),
            *[{"sql_condition": lag.format(n=n), "label_for_charts": f"<={n} days"} for n in (1, 4, 10, 30)],
            cll.ElseLevel(),
        ],
    }
    comparisons = [amount, cl.LevenshteinAtThresholds("memo", [2, 6, 10]), date]
    # What its example knows of the data: nearly every record of the smaller side has its match.
    prior = 1 / max(table.count("*").fetchall()[0][0] for table in tables)
    linker = linked(api, tables, settings("link_only", rules, comparisons, probability_two_random_records_match=prior))
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=SEED)
    for column in ("memo", "amount"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    return linker


def historical_50k(api, tables):
    rules = [
        block_on("substr(first_name, 1, 3)", "substr(surname, 1, 4)"),
        block_on("surname", "dob"),
        block_on("first_name", "dob"),
        block_on("postcode_fake", "first_name"),
        block_on("postcode_fake", "surname"),
        block_on("dob", "birth_place"),
        block_on("substr(postcode_fake, 1, 3)", "dob"),
        block_on("substr(postcode_fake, 1, 3)", "first_name"),
        block_on("substr(postcode_fake, 1, 3)", "surname"),
        block_on("substr(first_name, 1, 2)", "substr(surname, 1, 2)", "substr(dob, 1, 4)"),
    ]
    comparisons = [
        cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="both_names"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode_fake"),
        cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
        cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
    ]
    tables = [table.project("*, first_name || ' ' || surname AS both_names") for table in tables]
    linker = linked(api, tables, settings("dedupe_only", rules, comparisons))
    sure = [
        block_on("first_name", "surname", "dob"),
        block_on("substr(first_name, 1, 2)", "surname", "substr(postcode_fake, 1, 2)"),
        block_on("dob", "postcode_fake"),
    ]
    train(linker, 1e7, [block_on("first_name", "surname"), block_on("dob")], sure, 0.6)
    return linker


def febrl4(api, tables):
    rules = [
        block_on("given_name", "surname"),
        "l.given_name = r.surname AND l.surname = r.given_name",
        block_on("date_of_birth"),
        block_on("soc_sec_id"),
        block_on("state", "address_1"),
        block_on("street_number", "address_1"),
        block_on("postcode"),
    ]
    birth = cl.DateOfBirthComparison(
        "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
    )
    comparisons = [
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        birth,
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ]
    linker = linked(api, tables, settings("link_only", rules, comparisons))
    sure = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    train(linker, 1e7, [block_on("date_of_birth"), block_on("postcode")], sure, 0.8)
    return linker


def childcare_sites(api, tables):
    rules = [
        block_on("site_name"),
        block_on("address"),
        block_on("phone"),
        block_on("substr(site_name, 1, 8)"),
        block_on("substr(address, 1, 8)"),
    ]
    comparisons = [
        cl.JaroWinklerAtThresholds("site_name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("address", [0.95, 0.85]).configure(term_frequency_adjustments=True),
        cl.ExactMatch("zip").configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("phone", [1]).configure(term_frequency_adjustments=True),
    ]
    plain = "trim(regexp_replace(lower({}), '[^a-z0-9]+', ' ', 'g'))"
    tables = [
        table.project(
            f"id, {plain.format('site_name')} AS site_name, {plain.format('address')} AS address, zip,"
            " nullif(regexp_replace(split_part(phone, '.', 1), '[^0-9]', '', 'g'), '') AS phone"
        )
        for table in tables
    ]
    linker = linked(api, tables, settings("dedupe_only", rules, comparisons))
    sure = [block_on("site_name", "address"), block_on("address", "phone")]
    train(linker, 1e7, [block_on("phone"), block_on("address")], sure, 0.7)
    return linker


def linked(api, tables, chosen):
    # Its own name for each side keeps left on the left: it orders sides by name.
    return Linker([api.register(table, dataset_display_name=f"side{n}") for n, table in enumerate(tables)], chosen)


def assign(left, right, weight):
    """The one-to-one links whose weights sum highest, each above 0; (index into the given pairs)."""
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    use = weight > 0
    left, right, weight, at = left[use], right[use], weight[use], np.flatnonzero(use)
    rows, l = np.unique(left, return_inverse=True)
    columns, r = np.unique(right, return_inverse=True)
    # Every left record has a column of its own that means "no match": a weight of 0.
    top = weight.max() + 1
    own = np.arange(len(rows))
    cost = np.concatenate([top - weight, np.full(len(rows), top)])
    graph = coo_matrix((cost, (np.concatenate([l, own]), np.concatenate([r, len(columns) + own])))).tocsr()
    row, column = min_weight_full_bipartite_matching(graph)
    place = {pair: n for pair, n in zip(zip(l.tolist(), r.tolist()), at.tolist())}
    return [place[pair] for pair in zip(row.tolist(), column.tolist()) if pair in place]


def main(dataset, thresholds, out, files):
    logging.disable(logging.WARNING)
    api = DuckDBAPI()
    tables = [api.duckdb_con.read_parquet(file) for file in files]
    models = [transactions, historical_50k, febrl4, childcare_sites]
    model = {made.__name__: made for made in models}[dataset.removesuffix("-dropped")]
    linker = model(api, tables)
    predictions = linker.inference.predict(threshold_match_probability=min(map(float, thresholds)))
    if len(files) == 2:
        import math

        pairs = predictions.as_duckdbpyrelation().project("id_l, id_r, match_weight").fetchnumpy()
        for threshold in thresholds:
            cut = math.log2(float(threshold) / (1 - float(threshold)))
            chosen = assign(pairs["id_l"], pairs["id_r"], pairs["match_weight"] - cut)
            with open(f"{out}/{threshold}.csv", "w", encoding="utf-8") as file:
                file.writelines(f"{pairs['id_l'][n]},{pairs['id_r'][n]}\n" for n in chosen)
        return
    for threshold in thresholds:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, float(threshold))
        rows = clusters.as_duckdbpyrelation().project("id, cluster_id").fetchall()
        with open(f"{out}/{threshold}.csv", "w", encoding="utf-8") as file:
            file.writelines(f"{record},{cluster}\n" for record, cluster in rows)


main(sys.argv[1], sys.argv[2].split(","), sys.argv[3], sys.argv[4:])
