import { useQuery } from "@tanstack/react-query";
import { chainQuery, recordQuery } from "../../api/queries.ts";
import type { RecordStory, Statement } from "../../api/types.ts";
import { at, usePlace } from "../../app/router.ts";
import { Tag } from "../../parts/badges.tsx";
import { inDay, inMoney, inPercent, inTime, inWords, many } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";

/** One record's story: what every system says of it, in time order. */
export function RecordView() {
  const { parts } = usePlace();
  const [, dataset = "", key = ""] = parts;
  const story = useQuery(recordQuery(dataset, key));
  const title = story.data === undefined ? key : `${inWords(story.data.entity)} ${story.data.key}`;
  return (
    <Page title={title} lead={story.data === undefined ? undefined : leadOf(story.data)}>
      {story.data === undefined ? (
        story.isPending ? (
          <Loading rows={6} height={64} />
        ) : (
          <Failed error={story.error} again={() => void story.refetch()} />
        )
      ) : (
        <Told story={story.data} />
      )}
    </Page>
  );
}

function leadOf({ statements, exceptions }: RecordStory): string {
  const systems = new Set(statements.map(({ system }) => system)).size;
  const open = exceptions.filter(({ state }) => state !== "resolved" && state !== "accepted").length;
  const wrong = open === 0 ? "nothing about it is open" : `${many(open, "exception is", "exceptions are")} open`;
  return `${many(systems, "system tells", "systems tell")} of it; ${wrong}.`;
}

function Told({ story }: { readonly story: RecordStory }) {
  if (story.statements.length === 0) return <Empty title="No system tells of this record." />;
  return (
    <>
      {story.exceptions.length === 0 ? null : (
        <div className="card">
          <h3>What does not hold</h3>
          <ul className="plain">
            {story.exceptions.map((exception) => (
              <li key={exception.fingerprint}>
                <Link to={at(["exceptions", exception.fingerprint])}>{exception.title}</Link>{" "}
                <span className="dim">{inWords(exception.state)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Section title="In time order">
        <ol className="events story">
          {story.statements.map((statement, index) => (
            <Said key={index} statement={statement} />
          ))}
        </ol>
        {story.truncated ? <p className="dim">It reaches further: records beyond the limit were not followed.</p> : null}
      </Section>
      {story.links.length === 0 ? null : <Links story={story} />}
    </>
  );
}

function Said({ statement }: { readonly statement: Statement }) {
  // The map knows what people call systems and datasets; until it is there, their ids do.
  const chain = useQuery(chainQuery);
  const titleOf = (all: readonly { readonly id: string; readonly title: string }[] | undefined, id: string): string =>
    all?.find((one) => one.id === id)?.title ?? id;
  const { at: when, moment, system, dataset, key, state, amount, deleted, unit, file, place, via } = statement;
  return (
    <li className="event">
      <div className="item-top">
        <strong>
          {titleOf(chain.data?.systems, system)}{" "}
          <Link to={at(["records", dataset, key])}>{`${titleOf(chain.data?.datasets, dataset)} ${key}`}</Link>
        </strong>
        {amount === undefined ? null : <span className="num">{inMoney(amount)}</span>}
      </div>
      <div>
        {moment === undefined ? "" : `${inWords(moment)} `}
        {when === undefined
          ? moment === undefined
            ? "no time is told"
            : ""
          : /^\d{4}-\d{2}-\d{2}$/.test(when)
            ? inDay(when)
            : inTime(when)}
        {state === undefined ? null : (
          <>
            {" "}
            <Tag color="blue">{state}</Tag>
          </>
        )}
        {deleted ? (
          <>
            {" "}
            <Tag color="red">deleted or voided</Tag>
          </>
        ) : null}
      </div>
      <div className="small dim">
        {[unit, via === undefined ? undefined : reachedBy(via), `${file}, ${place.kind} ${place.number}`].filter(Boolean).join(" · ")}
      </div>
    </li>
  );
}

function reachedBy(via: NonNullable<Statement["via"]>): string {
  if ("handoff" in via) return `by the handoff ${via.handoff} from ${via.from}`;
  if ("lifecycle" in via) return `by the lifecycle ${via.lifecycle} from ${via.from}`;
  return `by the identity ${via.identity} from ${via.from}`;
}

function Links({ story }: { readonly story: RecordStory }) {
  return (
    <Section title="Why these records are held to be one">
      <TableBox label="Identity links">
        <thead>
          <tr>
            <th>Record</th>
            <th>Is</th>
            <th>Status</th>
            <th>By</th>
            <th className="num">Sure</th>
          </tr>
        </thead>
        <tbody>
          {story.links.map(({ from, to, status, method, confidence }) => (
            <tr key={`${from.dataset} ${from.key} ${to.dataset} ${to.key}`}>
              <td>
                {from.dataset} {from.key}
              </td>
              <td>
                {to.dataset} {to.key}
              </td>
              <td>{inWords(status)}</td>
              <td>{inWords(method)}</td>
              <td className="num">{inPercent(confidence)}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Section>
  );
}
