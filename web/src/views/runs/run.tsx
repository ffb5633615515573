import { useQuery } from "@tanstack/react-query";
import { runQuery } from "../../api/queries.ts";
import type { RunDetail } from "../../api/types.ts";
import { at, usePlace } from "../../app/router.ts";
import { SeverityBadge, Tag } from "../../parts/badges.tsx";
import { inCount, inMoney, inTime, inWords } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { Figure, Page, Section } from "../../parts/page.tsx";
import { Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";

/** One review: what it found, and what it looked at. */
export function Run() {
  const id = usePlace().parts[1] ?? "";
  const run = useQuery(runQuery(id));
  if (run.data === undefined) {
    return (
      <Page title="Review">{run.isPending ? <Loading rows={6} /> : <Failed error={run.error} again={() => void run.refetch()} />}</Page>
    );
  }
  const { verdict, changes, asOf, recordedAt } = run.data.run;
  return (
    <Page title={`Review as of ${inTime(asOf)}`} lead={verdict.sentence}>
      <div className="figures">
        <Figure label="Findings" value={inCount(verdict.findings)} />
        <Figure label="Money that is not proven" value={inMoney(verdict.amount, true)} note={inMoney(verdict.amount)} />
        <Figure label="Opened" value={inCount(changes.opened)} note={`${inCount(changes.reopened)} came back`} />
        <Figure label="Closed by themselves" value={inCount(changes.gone)} />
        <Figure label="Recorded" value={<span className="figure-time">{inTime(recordedAt)}</span>} />
      </div>
      <Findings detail={run.data} />
      <Coverage detail={run.data} />
    </Page>
  );
}

function Findings({ detail }: { readonly detail: RunDetail }) {
  return (
    <Section title="Findings">
      <TableBox label="Findings">
        <thead>
          <tr>
            <th>Finding</th>
            <th>Severity</th>
            <th className="num">Records</th>
            <th className="num">Money</th>
            <th>Owner</th>
          </tr>
        </thead>
        <tbody>
          {detail.findings.map(({ fingerprint, title, severity, records, amount, owner, move, symptomOf }) => (
            <tr key={fingerprint}>
              <td>
                <Link to={at(["findings", fingerprint])}>{title}</Link>
                <div className="small dim">{symptomOf === undefined ? move : "Shows of another finding's cause."}</div>
              </td>
              <td>
                <SeverityBadge severity={severity} />
              </td>
              <td className="num">{inCount(records)}</td>
              <td className="num">{inMoney(amount)}</td>
              <td>{owner ?? "nobody"}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Section>
  );
}

const COLOURS = { found: "red", clear: "green", skipped: "gray", failed: "orange" } as const;

function Coverage({ detail }: { readonly detail: RunDetail }) {
  return (
    <Section title="What was looked at">
      <TableBox label="Checks">
        <thead>
          <tr>
            <th>Check</th>
            <th>Of</th>
            <th>Result</th>
            <th className="num">Records</th>
            <th>Why not</th>
          </tr>
        </thead>
        <tbody>
          {detail.coverage.map(({ check, subject, status, records, reason }) => (
            <tr key={`${check} ${subject}`}>
              <td>{inWords(check)}</td>
              <td>{subject}</td>
              <td>
                <Tag color={COLOURS[status]}>{inWords(status)}</Tag>
              </td>
              <td className="num">{inCount(records)}</td>
              <td className="small">{reason ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Section>
  );
}
