import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { chainQuery } from "../../api/queries.ts";
import type { Chain as ChainAnswer, ChainHandoff } from "../../api/types.ts";
import { at, usePlace } from "../../app/router.ts";
import { Tag } from "../../parts/badges.tsx";
import { inCount, inHours, inMoney, inPercent, many } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";
import { HandoffCard } from "./handoff.tsx";
import { flowOf, lossOf, medianHours } from "./measures.ts";

const ChainMap = lazy(async () => ({ default: (await import("./map.tsx")).ChainMap }));

/** The map of systems and handoffs: what flows, how long it takes, what is lost. */
export function Chain() {
  const chain = useQuery(chainQuery);
  const { query } = usePlace();
  const chosen = query.get("handoff") ?? undefined;
  if (chain.data === undefined) {
    return (
      <Page title="Chain">
        {chain.isPending ? <Loading rows={3} height={160} /> : <Failed error={chain.error} again={() => void chain.refetch()} />}
      </Page>
    );
  }
  if (chain.data.handoffs.length === 0) {
    return (
      <Page title="Chain">
        <Empty title={chain.data.asOf === undefined ? "There is no review yet." : "The estate declares no handoff."}>
          The map shows which system hands which records to which, and what is lost on the way.
        </Empty>
      </Page>
    );
  }
  const handoff = chain.data.handoffs.find(({ id }) => id === chosen);
  return (
    <Page wide title="Chain" lead={leadOf(chain.data)}>
      <Suspense fallback={<Loading rows={1} height={420} />}>
        <ChainMap chain={chain.data} chosen={chosen} />
      </Suspense>
      {handoff === undefined ? null : <HandoffCard handoff={handoff} chain={chain.data} />}
      <Section title="Handoffs">
        <HandoffTable handoffs={chain.data.handoffs} />
      </Section>
      <Workflows chain={chain.data} />
    </Page>
  );
}

function leadOf({ handoffs }: ChainAnswer): string {
  const clean = handoffs.filter(({ state }) => state === "clean").length;
  const worst = handoffs.toSorted((a, b) => lossOf(b) - lossOf(a))[0];
  const told = `${clean} of ${many(handoffs.length, "handoff ties out", "handoffs tie out")}`;
  return worst === undefined || lossOf(worst) === 0 ? `${told}.` : `${told}; most is lost at “${worst.title}”.`;
}

const STATES: Readonly<Record<ChainHandoff["state"], string>> = { clean: "green", broken: "red", unchecked: "gray" };
const WORDS: Readonly<Record<ChainHandoff["state"], string>> = { clean: "ties out", broken: "broken", unchecked: "not checked" };

function HandoffTable({ handoffs }: { readonly handoffs: readonly ChainHandoff[] }) {
  return (
    <TableBox label="Handoffs">
      <thead>
        <tr>
          <th>Handoff</th>
          <th>State</th>
          <th className="num">Arrives</th>
          <th className="num">Lost</th>
          <th className="num">Median time</th>
          <th className="num">Open</th>
          <th>Owner</th>
        </tr>
      </thead>
      <tbody>
        {handoffs.map((handoff) => {
          const lag = medianHours(handoff);
          return (
            <tr key={handoff.id}>
              <td>
                <Link to={at(["chain"], { handoff: handoff.id })}>{handoff.title}</Link>
                <div className="small dim">
                  {handoff.from} → {handoff.to}
                </div>
              </td>
              <td>
                <Tag color={STATES[handoff.state]}>{WORDS[handoff.state]}</Tag>
              </td>
              <td className="num">{flowOf(handoff)}</td>
              <td className="num">{inCount(lossOf(handoff))}</td>
              <td className="num">{lag === undefined ? "—" : inHours(lag)}</td>
              <td className="num">
                {handoff.open.count === 0 ? (
                  "0"
                ) : (
                  <Link to={at(["exceptions"], { handoff: handoff.id })}>
                    {inCount(handoff.open.count)} · {inMoney(handoff.open.amount, true)}
                  </Link>
                )}
              </td>
              <td>{handoff.owner ?? <span className="warn">nobody</span>}</td>
            </tr>
          );
        })}
      </tbody>
    </TableBox>
  );
}

function Workflows({ chain }: { readonly chain: ChainAnswer }) {
  if (chain.workflows.length === 0) return null;
  return (
    <Section title="From end to end">
      <div className="cards">
        {chain.workflows.map(({ id, title, decision, sentence, share }) => (
          <article key={id} className="card">
            <h3>{title}</h3>
            <p>{sentence}</p>
            <p className="small dim">
              {share === undefined ? "" : `${inPercent(share)} pass untouched. `}
              {decision === undefined ? "" : `Decides: ${decision}.`}
            </p>
          </article>
        ))}
      </div>
    </Section>
  );
}
