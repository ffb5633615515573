import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { runsQuery } from "../../api/queries.ts";
import type { RunSummary } from "../../api/types.ts";
import { at, go } from "../../app/router.ts";
import { inCount, inMoney, inTime, many } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";

/** All reviews that were recorded, the newest first. */
export function Runs() {
  const runs = useQuery(runsQuery);
  const items = runs.data?.items ?? [];
  return (
    <Page
      title="Runs"
      lead={
        items.length === 0
          ? undefined
          : `${many(items.length, "review is", "reviews are")} recorded; two of them can be held against each other.`
      }
    >
      {runs.data === undefined ? (
        runs.isPending ? (
          <Loading rows={6} />
        ) : (
          <Failed error={runs.error} again={() => void runs.refetch()} />
        )
      ) : items.length === 0 ? (
        <Empty title="There is no review yet.">Start one under Review.</Empty>
      ) : (
        <>
          <RunTable runs={items} />
          {items.length < 2 ? null : <Compare runs={items} />}
        </>
      )}
    </Page>
  );
}

function RunTable({ runs }: { readonly runs: readonly RunSummary[] }) {
  return (
    <TableBox label="Reviews">
      <thead>
        <tr>
          <th>As of</th>
          <th>Verdict</th>
          <th className="num">Findings</th>
          <th className="num">Records</th>
          <th className="num">Money</th>
          <th className="num">Opened</th>
          <th className="num">Closed</th>
        </tr>
      </thead>
      <tbody>
        {runs.map(({ id, asOf, recordedAt, verdict, changes, checks, applied }) => (
          <tr key={id}>
            <td>
              <Link to={at(["runs", id])}>{inTime(asOf)}</Link>
              <div className="small dim">recorded {inTime(recordedAt)}</div>
            </td>
            <td>
              {verdict.handoffsClean} of {verdict.handoffs} handoffs tie out
              <div className="small dim">
                {many(checks.failed + checks.skipped, "check", "checks")} did not run
                {applied ? "" : "; older than the newest, so it changed nothing"}
              </div>
            </td>
            <td className="num">{inCount(verdict.findings)}</td>
            <td className="num">{inCount(verdict.breaks + verdict.mismatched)}</td>
            <td className="num">{inMoney(verdict.amount)}</td>
            <td className="num">{inCount(changes.opened + changes.reopened)}</td>
            <td className="num">{inCount(changes.gone)}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}

function Compare({ runs }: { readonly runs: readonly RunSummary[] }) {
  const [before, setBefore] = useState(runs[1]?.id ?? null);
  const [after, setAfter] = useState(runs[0]?.id ?? null);
  const data = runs.map(({ id, asOf, recordedAt }) => ({ value: id, label: `${inTime(asOf)}, recorded ${inTime(recordedAt)}` }));
  return (
    <Section title="Compare two">
      <div className="filters">
        <Select label="Earlier" data={data} value={before} onChange={setBefore} allowDeselect={false} w={340} maw="100%" />
        <Select label="Later" data={data} value={after} onChange={setAfter} allowDeselect={false} w={340} maw="100%" />
        <Button
          style={{ alignSelf: "flex-end" }}
          disabled={before === null || after === null || before === after}
          onClick={() => before !== null && after !== null && go(at(["runs", before, "compare", after]))}
        >
          Compare
        </Button>
      </div>
    </Section>
  );
}
