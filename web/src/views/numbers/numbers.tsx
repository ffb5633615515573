import { useQuery } from "@tanstack/react-query";
import { numbersQuery } from "../../api/queries.ts";
import type { NumberOutcome, Numbers as NumbersAnswer } from "../../api/types.ts";
import { at } from "../../app/router.ts";
import { Tag } from "../../parts/badges.tsx";
import { inCount, inMoney, inWords } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { Page } from "../../parts/page.tsx";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";

export const OUTCOME_COLOURS: Readonly<Record<NumberOutcome, string>> = {
  ties: "green",
  "defined-otherwise": "blue",
  corrected: "orange",
  unexplained: "red",
  "not-reported": "gray",
  "not-in-raw": "gray",
};

/** Every report: how many of its numbers tie out with raw records, and what stands between. */
export function Numbers() {
  const numbers = useQuery(numbersQuery);
  return (
    <Page title="Numbers" lead={numbers.data === undefined ? undefined : leadOf(numbers.data)}>
      {numbers.data === undefined ? (
        numbers.isPending ? (
          <Loading />
        ) : (
          <Failed error={numbers.error} again={() => void numbers.refetch()} />
        )
      ) : numbers.data.items.length === 0 ? (
        <Empty title="The estate declares no report.">
          Declare a metric and where it is told, and each number is held against raw records.
        </Empty>
      ) : (
        <TableBox label="Reports">
          <thead>
            <tr>
              <th>Report</th>
              <th>Its numbers</th>
              <th className="num">Difference</th>
              <th className="num">Not explained</th>
              <th>Owner</th>
            </tr>
          </thead>
          <tbody>
            {numbers.data.items.map(({ id, title, metricTitle, decision, outcomes, difference, residual, owner }) => (
              <tr key={id}>
                <td>
                  <Link to={at(["numbers", id])}>{title}</Link>
                  <div className="small dim">
                    tells {metricTitle}
                    {decision === undefined ? "" : `; decides ${decision}`}
                  </div>
                </td>
                <td>
                  <div className="tags">
                    {outcomes.map(({ outcome, count }) => (
                      <Tag key={outcome} color={OUTCOME_COLOURS[outcome]}>
                        {`${inCount(count)} ${inWords(outcome).toLowerCase()}`}
                      </Tag>
                    ))}
                  </div>
                </td>
                <td className="num">{inMoney(difference)}</td>
                <td className="num">{inMoney(residual)}</td>
                <td>{owner ?? <span className="warn">nobody</span>}</td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      )}
    </Page>
  );
}

function leadOf({ items }: NumbersAnswer): string {
  const all = items.reduce((sum, { numbers }) => sum + numbers, 0);
  const ties = items.flatMap(({ outcomes }) => outcomes).reduce((sum, { outcome, count }) => (outcome === "ties" ? sum + count : sum), 0);
  return `${inCount(ties)} of ${inCount(all)} reported numbers are what raw records come to; for the others, this shows what stands between, down to the cell.`;
}
