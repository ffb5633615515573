import { useQuery } from "@tanstack/react-query";
import { comparisonQuery } from "../../api/queries.ts";
import type { Comparison } from "../../api/types.ts";
import { at, usePlace } from "../../app/router.ts";
import { Tag } from "../../parts/badges.tsx";
import { inCount, inMoney, inTime, inWords } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";

const COLOURS = { opened: "red", grew: "orange", shrank: "cyan", closed: "green", same: "gray" } as const;

/** Two reviews held against each other. */
export function Compare() {
  const { parts } = usePlace();
  const comparison = useQuery(comparisonQuery(parts[1] ?? "", parts[3] ?? ""));
  if (comparison.data === undefined) {
    return (
      <Page title="Comparison">
        {comparison.isPending ? <Loading rows={6} /> : <Failed error={comparison.error} again={() => void comparison.refetch()} />}
      </Page>
    );
  }
  const { sentence, before, after } = comparison.data;
  const rows = [
    ["As of", inTime(before.asOf), inTime(after.asOf)],
    ["Handoffs that tie out", `${before.handoffsClean} of ${before.handoffs}`, `${after.handoffsClean} of ${after.handoffs}`],
    ["Findings", inCount(before.findings), inCount(after.findings)],
    ["Breaks", inCount(before.breaks), inCount(after.breaks)],
    ["Mismatched states", inCount(before.mismatched), inCount(after.mismatched)],
    ["Money that is not proven", inMoney(before.amount), inMoney(after.amount)],
  ] as const;
  return (
    <Page title="Comparison" lead={sentence}>
      <TableBox label="Before and after">
        <thead>
          <tr>
            <th>
              <span className="unseen">What</span>
            </th>
            <th className="num">Before</th>
            <th className="num">After</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, was, is]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="num">{was}</td>
              <td className="num">{is}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
      <FindingChanges comparison={comparison.data} />
      <Units comparison={comparison.data} />
    </Page>
  );
}

function FindingChanges({ comparison }: { readonly comparison: Comparison }) {
  return (
    <Section title="Findings">
      <TableBox label="Findings">
        <thead>
          <tr>
            <th>Change</th>
            <th>Finding</th>
            <th className="num">Records</th>
            <th className="num">Money</th>
          </tr>
        </thead>
        <tbody>
          {comparison.findings.map(({ change, fingerprint, title, records, amount }) => (
            <tr key={fingerprint}>
              <td>
                <Tag color={COLOURS[change]}>{inWords(change)}</Tag>
              </td>
              <td>{change === "closed" ? title : <Link to={at(["findings", fingerprint])}>{title}</Link>}</td>
              <td className="num">
                {inCount(records.before)} → {inCount(records.after)}
              </td>
              <td className="num">
                {inMoney(amount.before)} → {inMoney(amount.after)}
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Section>
  );
}

function Units({ comparison }: { readonly comparison: Comparison }) {
  if (comparison.units.length === 0) return null;
  return (
    <Section title="Units">
      <TableBox label="Units">
        <thead>
          <tr>
            <th>Unit</th>
            <th>Trend</th>
            <th className="num">Breaks</th>
            <th className="num">Corrections by people</th>
          </tr>
        </thead>
        <tbody>
          {comparison.units.map(({ unit, trend, breaks, corrections }) => (
            <tr key={unit}>
              <td>{unit}</td>
              <td>{inWords(trend)}</td>
              <td className="num">{breaks === undefined ? "not known" : `${inCount(breaks.before)} → ${inCount(breaks.after)}`}</td>
              <td className="num">
                {inCount(corrections.before)} → {inCount(corrections.after)}
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Section>
  );
}
