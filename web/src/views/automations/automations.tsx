import { useQuery } from "@tanstack/react-query";
import { automationsQuery } from "../../api/queries.ts";
import type { Automation, Automations as AutomationsAnswer } from "../../api/types.ts";
import { at } from "../../app/router.ts";
import { inCount, many } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { Page, Section } from "../../parts/page.tsx";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";

const QUESTIONS = {
  owner: "Owner",
  trigger: "Starts when",
  exceptions: "What it cannot do",
  monitoring: "Its failure is noticed by",
  rollback: "Its work is undone by",
} as const;

/** What runs without people: as the register has it, its gaps, and who writes records and stands in no register. */
export function Automations() {
  const automations = useQuery(automationsQuery);
  return (
    <Page title="Automations" lead={automations.data === undefined ? undefined : leadOf(automations.data)}>
      {automations.data === undefined ? (
        automations.isPending ? (
          <Loading />
        ) : (
          <Failed error={automations.error} again={() => void automations.refetch()} />
        )
      ) : (
        <Register answer={automations.data} />
      )}
    </Page>
  );
}

function leadOf({ items, unregistered }: AutomationsAnswer): string {
  const gaps = items.filter((item) => item.gaps.length > 0).length;
  const strangers =
    unregistered.length === 0
      ? "none writes without being in the register"
      : `${many(unregistered.length, "writer stands", "writers stand")} in no register`;
  if (items.length === 0) return `The estate registers no automation; ${strangers}.`;
  return `${many(items.length, "automation is", "automations are")} registered, ${inCount(gaps)} of them with gaps; ${strangers}.`;
}

function Register({ answer }: { readonly answer: AutomationsAnswer }) {
  return (
    <>
      {answer.items.length === 0 ? (
        <Empty title="The estate registers no automation.">
          Write down each script and connector, so that its silence and its writing are noticed.
        </Empty>
      ) : (
        <TableBox label="Register of automations">
          <thead>
            <tr>
              <th>Automation</th>
              {Object.entries(QUESTIONS).map(([key, title]) => (
                <th key={key}>{title}</th>
              ))}
              <th className="num">Findings</th>
            </tr>
          </thead>
          <tbody>
            {answer.items.map((item) => (
              <Row key={item.id} item={item} />
            ))}
          </tbody>
        </TableBox>
      )}
      {answer.unregistered.length === 0 ? null : (
        <Section title="In no register">
          <ul className="card plain">
            {answer.unregistered.map(({ finding, title, records }) => (
              <li key={finding}>
                <Link to={at(["findings", finding])}>{title}</Link> <span className="dim small">{many(records, "record")}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {answer.findings.length === 0 ? null : (
        <Section title="What was found">
          <ul className="card plain">
            {answer.findings.map(({ fingerprint, title }) => (
              <li key={fingerprint}>
                <Link to={at(["findings", fingerprint])}>{title}</Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Row({ item }: { readonly item: Automation }) {
  const keys = Object.keys(QUESTIONS) as readonly (keyof typeof QUESTIONS)[];
  return (
    <tr>
      <th scope="row">
        {item.title}
        <div className="small dim mono">{item.actors.join(", ")}</div>
      </th>
      {keys.map((key) => (
        <td key={key}>{item[key] ?? <strong className="warn">gap</strong>}</td>
      ))}
      <td className="num">
        {item.findings.map((fingerprint, index) => (
          <Link key={fingerprint} to={at(["findings", fingerprint])} aria-label={`Finding ${index + 1} of ${item.title}`}>
            {index + 1}{" "}
          </Link>
        ))}
        {item.findings.length === 0 ? "0" : ""}
      </td>
    </tr>
  );
}
