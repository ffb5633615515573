import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { numberQuery } from "../../api/queries.ts";
import type { NumberDetail, ReportedNumber } from "../../api/types.ts";
import { at, go, usePlace } from "../../app/router.ts";
import { Tag } from "../../parts/badges.tsx";
import { inCount, inDay, inMoney, inWords } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";
import { OUTCOME_COLOURS } from "./numbers.tsx";
import { Waterfall } from "./waterfall.tsx";

/** One report: each number, and the way from raw records to it. */
export function NumberView() {
  const { parts, query } = usePlace();
  const id = parts[1] ?? "";
  const number = useQuery(numberQuery(id));
  if (number.data === undefined) {
    return (
      <Page title="Report">{number.isPending ? <Loading /> : <Failed error={number.error} again={() => void number.refetch()} />}</Page>
    );
  }
  const { report, metric } = number.data;
  const differing = report.numbers.filter(({ outcome }) => outcome !== "ties");
  const chosen = report.numbers.find((one) => nameOf(one) === query.get("number")) ?? differing[0] ?? report.numbers[0];
  const lead =
    differing.length === 0
      ? `All ${inCount(report.numbers.length)} numbers of this report are what raw records come to.`
      : `${inCount(differing.length)} of ${inCount(report.numbers.length)} numbers are not what raw records come to.`;
  return (
    <Page title={report.title} lead={lead}>
      {metric === undefined ? null : (
        <p className="dim">
          {metric.title}: {metric.definition}.
        </p>
      )}
      {chosen === undefined ? null : <OneNumber detail={number.data} chosen={chosen} />}
      {report.readings.length === 0 ? null : (
        <Section title="Read otherwise">
          <ul className="card plain">
            {report.readings.map(({ words, explains, of }) => (
              <li key={words}>
                {words}: gives {inCount(explains)} of {inCount(of)} differing numbers exactly.
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="All numbers">
        <All id={id} detail={number.data} chosen={chosen} />
      </Section>
      {report.notes.map((note) => (
        <p key={note} className="dim small">
          {note}
        </p>
      ))}
    </Page>
  );
}

function nameOf({ period, unit }: ReportedNumber): string {
  return unit === undefined ? period : `${period} ${unit}`;
}

function saidOf(number: ReportedNumber): string {
  return `${inDay(number.period)}${number.unit === undefined ? "" : `, ${number.unit}`}`;
}

function OneNumber({ detail, chosen }: { readonly detail: NumberDetail; readonly chosen: ReportedNumber }) {
  const { report, metric } = detail;
  const told = (value: string | undefined): string => (metric?.aggregate === "count" ? (value ?? "—") : inMoney(value));
  return (
    <Section
      title={`${inWords(metric?.period ?? "period")} of ${saidOf(chosen)}`}
      more={
        <Select
          aria-label="Number"
          w={300}
          maw="100%"
          data={report.numbers.map((number) => ({
            value: nameOf(number),
            label: `${saidOf(number)}: ${inWords(number.outcome).toLowerCase()}`,
          }))}
          value={nameOf(chosen)}
          onChange={(value) => value !== null && go(at(["numbers", report.id], { number: value }))}
          allowDeselect={false}
          searchable
        />
      }
    >
      <Waterfall number={chosen} told={told} />
    </Section>
  );
}

function All({ id, detail, chosen }: { readonly id: string; readonly detail: NumberDetail; readonly chosen: ReportedNumber | undefined }) {
  const told = (value: string | undefined): string => (detail.metric?.aggregate === "count" ? (value ?? "—") : inMoney(value));
  return (
    <TableBox label="Numbers">
      <thead>
        <tr>
          <th>Period</th>
          <th>Unit</th>
          <th>Outcome</th>
          <th className="num">Raw</th>
          <th className="num">Reported</th>
          <th className="num">Difference</th>
        </tr>
      </thead>
      <tbody>
        {detail.report.numbers.map((number) => (
          <tr key={nameOf(number)} {...(number === chosen ? { "aria-current": "true" as const } : {})}>
            <td>
              <Link to={at(["numbers", id], { number: nameOf(number) })}>{inDay(number.period)}</Link>
            </td>
            <td>{number.unit ?? "all"}</td>
            <td>
              <Tag color={OUTCOME_COLOURS[number.outcome]}>{inWords(number.outcome)}</Tag>
            </td>
            <td className="num">{told(number.raw)}</td>
            <td className="num">{told(number.reported)}</td>
            <td className="num">{told(number.difference)}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
