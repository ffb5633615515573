import { useQuery } from "@tanstack/react-query";
import { findingQuery } from "../../api/queries.ts";
import type { FindingDetail } from "../../api/types.ts";
import { at, usePlace } from "../../app/router.ts";
import { SeverityBadge } from "../../parts/badges.tsx";
import { inCount, inDay, inMoney, inPercent, inWords, many } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { Figure, Page, Section } from "../../parts/page.tsx";
import { Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";

/** One finding: what is wrong, why, what it costs, what is to be done. */
export function FindingView() {
  const fingerprint = usePlace().parts[1] ?? "";
  const finding = useQuery(findingQuery(fingerprint));
  if (finding.data === undefined) {
    return (
      <Page title="Finding">
        {finding.isPending ? <Loading rows={6} /> : <Failed error={finding.error} again={() => void finding.refetch()} />}
      </Page>
    );
  }
  const { finding: told, price, open } = finding.data;
  const { cause } = told;
  return (
    <Page title={told.title} lead={told.move}>
      <p>
        <SeverityBadge severity={told.severity} /> <span className="dim">{inWords(told.kind)}</span>
      </p>
      <div className="figures">
        <Figure
          label="Records"
          value={inCount(told.records)}
          note={told.onset === undefined ? `${inPercent(told.share)} of its side` : `since ${inDay(told.onset)}`}
        />
        <Figure label="Money" value={inMoney(told.amount, true)} note={inMoney(told.amount)} />
        {price === undefined ? null : (
          <Figure
            label="Costs a month"
            value={inMoney(price.interest.value.likely, true)}
            note={`between ${inMoney(price.interest.value.low, true)} and ${inMoney(price.interest.value.high, true)}`}
          />
        )}
        <Figure label="Owner" value={<span className="figure-time">{told.owner ?? "nobody"}</span>} />
      </div>
      {cause === undefined ? null : (
        <Section title="Why">
          <div className="card">
            <p>{cause.statement}</p>
            <p className="small dim">
              {cause.proven ? "Proven by an experiment. " : `${inPercent(cause.confidence)} sure. `}
              It explains {many(cause.explained.records, "record")}.
              {cause.refutedBy === undefined ? "" : ` What would refute it: ${cause.refutedBy}`}
            </p>
          </div>
        </Section>
      )}
      <Steps detail={finding.data} />
      <Samples detail={finding.data} />
      {open.count === 0 ? null : (
        <p>
          <Link to={at(["exceptions"], { kind: told.kind, handoff: told.handoff })}>
            {many(open.count, "open exception")} with {inMoney(open.amount)}
          </Link>
        </p>
      )}
    </Page>
  );
}

function Steps({ detail }: { readonly detail: FindingDetail }) {
  if (detail.steps.length === 0) return null;
  return (
    <Section title="What is to be done">
      <ol className="steps card">
        {detail.steps.map((step) => (
          <li key={step.id}>
            <div>
              {step.what}
              <div className="small dim">
                {step.why} {step.owner === undefined ? "Nobody is named yet." : `By ${step.owner}.`}
              </div>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Samples({ detail }: { readonly detail: FindingDetail }) {
  const { samples } = detail.finding;
  if (samples.length === 0) return null;
  return (
    <Section title="The largest of its records">
      <TableBox label="Sample records">
        <thead>
          <tr>
            <th>Record</th>
            <th>Unit</th>
            <th>Date</th>
            <th className="num">Amount</th>
            <th className="num">Difference</th>
          </tr>
        </thead>
        <tbody>
          {samples.map(({ fingerprint, dataset, key, unit, date, amount, difference }) => (
            <tr key={fingerprint}>
              <td>
                <Link to={at(["records", dataset, key])}>
                  {dataset} {key}
                </Link>
              </td>
              <td>{unit ?? "—"}</td>
              <td>{inDay(date)}</td>
              <td className="num">{inMoney(amount)}</td>
              <td className="num">{inMoney(difference)}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Section>
  );
}
