import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { overviewQuery } from "../../api/queries.ts";
import type { Overview as OverviewAnswer, Session } from "../../api/types.ts";
import { go } from "../../app/router.ts";
import { FacetBars } from "../../parts/bars.tsx";
import { inCount, inMoney, inTime, inWords, many } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { Figure, Page, Section } from "../../parts/page.tsx";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { Answers } from "./answers.tsx";
import { Changes } from "./changes.tsx";

/** Is it trusted, what does it cost, what changed. */
export function Overview({ session }: { readonly session: Session }) {
  const overview = useQuery(overviewQuery);
  if (overview.data === undefined) {
    return (
      <Page title="Overview">
        {overview.isPending ? <Loading rows={5} height={88} /> : <Failed error={overview.error} again={() => void overview.refetch()} />}
      </Page>
    );
  }
  const { latest, verdict } = overview.data;
  if (latest === undefined) return <NoReview session={session} />;
  return (
    <Page title="Overview" lead={verdict?.sentence ?? latest.verdict.sentence}>
      <Figures overview={overview.data} />
      <Answers overview={overview.data} />
      <Changes runs={overview.data.runs} />
      <Open overview={overview.data} session={session} />
    </Page>
  );
}

function NoReview({ session }: { readonly session: Session }) {
  return (
    <Page title="Overview">
      <Empty title="There is no review yet.">
        A review reads the exports, holds every system against the others and says what does not tie out.
      </Empty>
      {session.role === "analyst" || session.role === "admin" ? (
        <Button mt="md" onClick={() => go("/review")}>
          Start the first review
        </Button>
      ) : null}
    </Page>
  );
}

function Figures({ overview }: { readonly overview: OverviewAnswer }) {
  const { latest, brief, open } = overview;
  const verdict = overview.verdict ?? latest?.verdict;
  return (
    <div className="figures">
      <Figure
        label="Handoffs that tie out"
        value={verdict === undefined ? "—" : `${verdict.handoffsClean} of ${verdict.handoffs}`}
        note={<Link to="/chain">the chain</Link>}
      />
      <Figure label="Money that is not proven" value={inMoney(verdict?.amount, true)} note={inMoney(verdict?.amount)} />
      <Figure
        label="Cost a month"
        value={inMoney(brief?.cost.interest.likely, true)}
        note={
          brief === undefined
            ? undefined
            : `between ${inMoney(brief.cost.interest.low, true)} and ${inMoney(brief.cost.interest.high, true)}`
        }
      />
      <Figure label="Open exceptions" value={inCount(open.count)} note={<Link to="/exceptions">{inMoney(open.amount)} in them</Link>} />
      <Figure
        label="Overdue"
        value={<span className={open.overdue > 0 ? "bad" : undefined}>{inCount(open.overdue)}</span>}
        note={
          open.unowned === 0 ? (
            "and none without an owner"
          ) : (
            <Link to="/exceptions?owner=-">{many(open.unowned, "open one has", "open ones have")} no owner</Link>
          )
        }
      />
      <Figure
        label="As of"
        value={<span className="figure-time">{inTime(latest?.asOf)}</span>}
        note={<Link to="/runs">all reviews</Link>}
      />
    </div>
  );
}

function Open({ overview, session }: { readonly overview: OverviewAnswer; readonly session: Session }) {
  if (overview.open.count === 0) return null;
  const unit = new Map(session.estate.units.map(({ id, title }) => [id, title]));
  const to = (name: string) => (value: string | null) => `/exceptions?${name}=${encodeURIComponent(value ?? "-")}`;
  return (
    <Section title="Where it is open">
      <div className="cards">
        <div className="card">
          <h3>By owner</h3>
          <FacetBars facet={overview.byOwner} none="nobody" addressOf={to("owner")} />
        </div>
        <div className="card">
          <h3>By unit</h3>
          <FacetBars facet={overview.byUnit} none="no unit" nameOf={(value) => unit.get(value) ?? value} addressOf={to("unit")} />
        </div>
        <div className="card">
          <h3>By severity</h3>
          <FacetBars facet={overview.bySeverity} none="none" nameOf={inWords} addressOf={to("severity")} />
        </div>
        <div className="card">
          <h3>By workflow</h3>
          <FacetBars
            facet={overview.byWorkflow}
            none="no workflow"
            nameOf={inWords}
            addressOf={(value) => (value === null ? "/exceptions" : to("workflow")(value))}
          />
        </div>
      </div>
    </Section>
  );
}
