import { CloseButton } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Chain, ChainHandoff } from "../../api/types.ts";
import { at, go } from "../../app/router.ts";
import { inCount, inDay, inHours, inMoney, inWords, many } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";

/** One handoff: what became of its records, how long they take, what waits. */
export function HandoffCard({ handoff, chain }: { readonly handoff: ChainHandoff; readonly chain: Chain }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "nearest" });
  }, [handoff.id]);
  const { timing, open, owner } = handoff;
  const total = timing?.slices.find(({ slice }) => slice.by === "total");
  const titleOf = (id: string): string => chain.datasets.find((dataset) => dataset.id === id)?.title ?? id;
  const outcomes = Object.entries(handoff.counts).filter(([, count]) => count > 0);
  const most = Math.max(1, ...outcomes.map(([, count]) => count));
  return (
    <section className="card handoff-card" aria-label={handoff.title}>
      <div className="section-head">
        <h2 className="detail-title" ref={heading} tabIndex={-1}>
          {handoff.title}
        </h2>
        <CloseButton aria-label="Close the handoff" onClick={() => go("/chain")} />
      </div>
      <p>
        From {titleOf(handoff.from)} to {titleOf(handoff.to)}.{" "}
        {handoff.breaks === 0 ? "Every record that should arrive does." : `${many(handoff.breaks, "record does", "records do")} not hold.`}{" "}
        {owner === undefined ? "Nobody owns it." : `It is ${owner}'s.`}
      </p>
      <div className="handoff-parts">
        <div>
          <h3>What became of its records</h3>
          <div className="bars">
            {outcomes.map(([outcome, count]) => (
              <div key={outcome} className="bar-row">
                <span>{inWords(outcome)}</span>
                <span className="bar-track" aria-hidden="true">
                  <span className={`bar-fill ${COLOURS[outcome] ?? "total"}`} style={{ left: 0, width: `${(100 * count) / most}%` }} />
                </span>
                <span className="num">{inCount(count)}</span>
              </div>
            ))}
          </div>
        </div>
        <div>
          <h3>How long it takes</h3>
          {total === undefined ? (
            <p className="dim">No time is known on both sides.</p>
          ) : (
            <dl className="facts">
              <dt>Half of them</dt>
              <dd>within {inHours(total.calendar.p50)}</dd>
              <dt>Nine of ten</dt>
              <dd>within {inHours(total.calendar.p90)}</dd>
              <dt>Waiting</dt>
              <dd>
                {many(timing?.waiting.records ?? 0, "record")}
                {timing?.waiting.amount === undefined ? "" : `, ${inMoney(timing.waiting.amount)}`}
                {timing?.waiting.overdue === 0 ? "" : `, ${inCount(timing?.waiting.overdue ?? 0)} of them too long`}
              </dd>
              <dt>Measured</dt>
              <dd>
                {many(total.pairs, "pair")}
                {chain.asOf === undefined ? "" : `, as of ${inDay(chain.asOf)}`}
              </dd>
            </dl>
          )}
        </div>
      </div>
      {open.count === 0 ? null : (
        <p>
          <Link to={at(["exceptions"], { handoff: handoff.id })}>
            Work its {many(open.count, "open exception")} ({inMoney(open.amount)})
          </Link>
        </p>
      )}
    </section>
  );
}

const COLOURS: Readonly<Record<string, string>> = {
  matched: "up",
  different: "down",
  missing: "down",
  extra: "down",
  duplicate: "down",
  ambiguous: "down",
};
