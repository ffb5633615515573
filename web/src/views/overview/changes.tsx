import type { RunSummary } from "../../api/types.ts";
import { at } from "../../app/router.ts";
import { inCount, inMoney, inTime, many } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { Section } from "../../parts/page.tsx";

/** What the newest review did to exceptions, and how the verdict moved. */
export function Changes({ runs }: { readonly runs: readonly RunSummary[] }) {
  const [latest, before] = runs;
  if (latest === undefined) return null;
  const { opened, reopened, gone } = latest.changes;
  return (
    <Section
      title="What changed"
      more={before === undefined ? undefined : <Link to={at(["runs", before.id, "compare", latest.id])}>Compare the last two reviews</Link>}
    >
      <div className="card">
        <p>
          {before === undefined
            ? `This is the first review here. It opened ${many(opened, "exception")}.`
            : `Since the review as of ${inTime(before.asOf)}, ${many(opened, "exception was", "exceptions were")} opened, ${inCount(reopened)} came back and ${inCount(gone)} closed by themselves.`}
        </p>
        {runs.length < 2 ? null : <Trend runs={runs} />}
      </div>
    </Section>
  );
}

/** Breaks and money of each review, the oldest first; the figures stand in the list of runs. */
function Trend({ runs }: { readonly runs: readonly RunSummary[] }) {
  const shown = runs.toReversed();
  const most = Math.max(1, ...shown.map(({ verdict }) => verdict.breaks + verdict.mismatched));
  const step = 100 / shown.length;
  const last = shown.at(-1);
  return (
    <figure className="trend">
      <svg viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
        {shown.map(({ id, verdict }, index) => {
          const height = (28 * (verdict.breaks + verdict.mismatched)) / most;
          return (
            <rect
              key={id}
              x={index * step + step * 0.15}
              y={30 - height}
              width={step * 0.7}
              height={Math.max(0.4, height)}
              className="trend-bar"
            />
          );
        })}
      </svg>
      <figcaption className="small dim">
        Records that do not hold, review by review; the newest: {inCount((last?.verdict.breaks ?? 0) + (last?.verdict.mismatched ?? 0))}{" "}
        with {inMoney(last?.verdict.amount)}.
      </figcaption>
    </figure>
  );
}
