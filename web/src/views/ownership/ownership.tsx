import { useQuery } from "@tanstack/react-query";
import { ownershipQuery } from "../../api/queries.ts";
import type { Ownership as OwnershipAnswer } from "../../api/types.ts";
import { Tag } from "../../parts/badges.tsx";
import { inCount, inPercent, inWords, many } from "../../parts/format.ts";
import { Page } from "../../parts/page.tsx";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";

type Fact = OwnershipAnswer["facts"][number];

const COLOURS: Readonly<Record<Fact["agreement"], string>> = { agrees: "green", differs: "red", unknown: "gray" };

/** Which system owns which fact: as declared, beside what the records show. */
export function Ownership() {
  const ownership = useQuery(ownershipQuery);
  return (
    <Page wide title="Ownership" lead={ownership.data === undefined ? undefined : leadOf(ownership.data)}>
      {ownership.data === undefined ? (
        ownership.isPending ? (
          <Loading />
        ) : (
          <Failed error={ownership.error} again={() => void ownership.refetch()} />
        )
      ) : ownership.data.facts.length === 0 ? (
        <Empty title="No fact stands in two systems.">Declare who owns a fact, or read systems that hold copies of one.</Empty>
      ) : (
        <Matrix ownership={ownership.data} />
      )}
    </Page>
  );
}

function leadOf({ facts }: OwnershipAnswer): string {
  const differs = facts.filter(({ agreement }) => agreement === "differs").length;
  const without = facts.filter(({ owner }) => owner === undefined).length;
  const apart = facts.filter(({ differing }) => differing > 0).length;
  const owned = without === 0 ? "each has a declared owner" : `${inCount(without)} of them have no declared owner`;
  const begun = differs === 0 ? "none is seen to begin elsewhere" : `${many(differs, "begins", "begin")} elsewhere than declared`;
  const values = apart === 0 ? "" : `; ${many(apart, "fact holds", "facts hold")} values that differ`;
  return `${many(facts.length, "fact stands", "facts stand")} in several systems: ${owned}, ${begun}${values}.`;
}

function Matrix({ ownership }: { readonly ownership: OwnershipAnswer }) {
  const systems = ownership.systems.filter(({ id }) => ownership.facts.some((fact) => fact.systems.some(({ system }) => system === id)));
  const titleOf = (id: string | undefined): string => ownership.systems.find((system) => system.id === id)?.title ?? id ?? "nobody";
  return (
    <>
      <TableBox label="Facts and systems">
        <thead>
          <tr>
            <th>Fact</th>
            <th>Declared and seen</th>
            {systems.map(({ id, title }) => (
              <th key={id}>{title}</th>
            ))}
            <th className="num">Differing</th>
          </tr>
        </thead>
        <tbody>
          {ownership.facts.map((fact) => (
            <tr key={fact.id}>
              <th scope="row">
                {inWords(fact.attribute)}
                <div className="small dim">{fact.entity}</div>
              </th>
              <td>
                <div>{fact.owner === undefined ? <span className="warn">no owner declared</span> : titleOf(fact.owner)}</div>
                <div className="small dim">
                  {fact.inferred === undefined
                    ? fact.observations === 0
                      ? "no change was seen to begin anywhere"
                      : `${many(fact.observations, "change")} seen: too few, or begun here and there`
                    : `${inPercent(fact.inferred.share)} of ${many(fact.inferred.observations, "change")} began in ${titleOf(fact.inferred.system)}`}
                </div>
                <Tag color={COLOURS[fact.agreement]}>{inWords(fact.agreement)}</Tag>
              </td>
              {systems.map(({ id }) => (
                <td key={id}>
                  <Cell fact={fact} system={id} />
                </td>
              ))}
              <td className="num">
                {fact.compared === 0 ? (
                  <span className="dim">not compared</span>
                ) : (
                  `${inCount(fact.differing)} of ${inCount(fact.compared)}`
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
      <p className="small dim">
        An owner is where the value is kept; a reader takes it from there; a holder has a copy that nobody declared.
      </p>
    </>
  );
}

const ROLES = { owner: "cyan", reader: "gray", holder: "orange" } as const;

function Cell({ fact, system }: { readonly fact: Fact; readonly system: string }) {
  const part = fact.systems.find((one) => one.system === system);
  if (part === undefined) return <span className="dim">—</span>;
  return (
    <>
      <Tag color={ROLES[part.role]}>{inWords(part.role)}</Tag>
      <div className="small dim mono">{part.fields.join(", ")}</div>
      {part.differing === 0 ? null : (
        <div className="small bad">
          {inCount(part.differing)} of {inCount(part.compared)} differ
        </div>
      )}
    </>
  );
}
