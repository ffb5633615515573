import type { Overview } from "../../api/types.ts";
import { inCount, inMoney, many } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { Section } from "../../parts/page.tsx";

/** The four questions of an operator with ten minutes. */
export function Answers({ overview }: { readonly overview: Overview }) {
  const { brief, first } = overview;
  if (brief === undefined) return null;
  const { interest, hours } = brief.cost;
  return (
    <Section title="Four answers">
      <div className="cards">
        <article className="card">
          <h3>Which decision is exposed?</h3>
          <p>{brief.exposed.sentence}</p>
          <ul className="card-list small">
            {brief.exposed.decisions.slice(0, 4).map((exposed) => (
              <li key={exposed.decision}>
                <span>{exposed.decision}</span>
                <span className="num">
                  {many(exposed.records, "record")} · {inMoney(exposed.moneyAtRisk, true)}
                </span>
              </li>
            ))}
          </ul>
        </article>
        <article className="card">
          <h3>What does it cost a month?</h3>
          <p>{brief.cost.sentence}</p>
          <ul className="card-list small">
            <li>
              <span>Money</span>
              <span className="num">
                {inMoney(interest.low, true)} – {inMoney(interest.high, true)}
              </span>
            </li>
            <li>
              <span>Work by hand</span>
              <span className="num">
                {inCount(Math.round(Number(hours.low)))} – {many(Math.round(Number(hours.high)), "hour")}
              </span>
            </li>
          </ul>
        </article>
        <article className="card">
          <h3>What do we do first?</h3>
          {first.length === 0 ? <p>{brief.first.sentence}</p> : null}
          <ol className="steps small card-steps">
            {first.slice(0, 3).map((step) => (
              <li key={step.id}>
                <span>
                  {step.what} <span className="dim">{step.owner === undefined ? "Nobody is named yet." : `By ${step.owner}.`}</span>
                </span>
              </li>
            ))}
          </ol>
        </article>
        <article className="card">
          <h3>Who owns it?</h3>
          <p>{brief.owners.sentence}</p>
          <ul className="card-list small">
            {brief.owners.owners.slice(0, 5).map(({ owner, findings, moneyAtRisk }) => (
              <li key={owner ?? ""}>
                <Link to={`/exceptions?owner=${encodeURIComponent(owner ?? "-")}`}>{owner ?? "nobody"}</Link>
                <span className="num">
                  {many(findings.length, "finding")} · {inMoney(moneyAtRisk, true)}
                </span>
              </li>
            ))}
          </ul>
        </article>
      </div>
    </Section>
  );
}
