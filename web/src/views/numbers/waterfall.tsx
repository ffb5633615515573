import type { ReportedNumber } from "../../api/types.ts";
import { at } from "../../app/router.ts";
import { inWords, many } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { TableBox } from "../../parts/table.tsx";

interface Bar {
  readonly name: string;
  readonly amount: string;
  /** Where it begins and ends, for drawing alone. */
  readonly from: number;
  readonly to: number;
  readonly kind: "total" | "up" | "down";
}

/** From the raw number to the reported one, step by step, and the cells and rows of each step. */
export function Waterfall({ number, told }: { readonly number: ReportedNumber; readonly told: (value: string | undefined) => string }) {
  const bars = barsOf(number);
  const low = Math.min(0, ...bars.map(({ from, to }) => Math.min(from, to)));
  const high = Math.max(0, ...bars.map(({ from, to }) => Math.max(from, to)));
  const place = (value: number): number => (high === low ? 0 : (100 * (value - low)) / (high - low));
  const corrections = number.steps.flatMap((step) => step.samples);
  return (
    <>
      <div className="card bars">
        {bars.map(({ name, amount, from, to, kind }) => (
          <div key={name} className="bar-row">
            <span>{name}</span>
            <span className="bar-track" aria-hidden="true">
              <span
                className={`bar-fill ${kind}`}
                style={{ left: `${place(Math.min(from, to))}%`, width: `max(2px, ${Math.abs(place(to) - place(from))}%)` }}
              />
            </span>
            <span className="num">
              {kind === "up" ? "+" : ""}
              {told(amount)}
            </span>
          </div>
        ))}
        {number.at === undefined ? null : (
          <p className="small dim">
            Told in {number.at.file}
            {number.at.cell === undefined ? "" : `, cell ${number.at.cell}`}
            {number.at.line === undefined ? "" : `, line ${number.at.line}`}.
          </p>
        )}
      </div>
      {corrections.length === 0 ? null : (
        <div className="after">
          <TableBox label="Corrections">
            <thead>
              <tr>
                <th>Correction</th>
                <th>Where</th>
                <th>Record</th>
                <th>Before → after</th>
                <th className="num">Effect</th>
                <th>By</th>
              </tr>
            </thead>
            <tbody>
              {corrections.map((one) => (
                <tr key={one.fingerprint}>
                  <td>{inWords(one.kind)}</td>
                  <td className="mono">
                    {one.file}
                    {one.sheet === undefined ? "" : ` · ${one.sheet}`}
                    {one.cell === undefined ? "" : ` · ${one.cell}`}
                  </td>
                  <td>
                    {one.dataset === undefined || one.key === undefined ? (
                      "a total"
                    ) : (
                      <Link to={at(["records", one.dataset, one.key])}>
                        {one.dataset} {one.key}
                      </Link>
                    )}
                  </td>
                  <td>
                    {one.before ?? "—"} → {one.after ?? "—"}
                    {one.comment === undefined ? null : <div className="small dim">“{one.comment}”</div>}
                  </td>
                  <td className="num">{told(one.effect)}</td>
                  <td>{one.by ?? "—"}</td>
                </tr>
              ))}
            </tbody>
          </TableBox>
        </div>
      )}
    </>
  );
}

function barsOf({ raw, steps, residual, reported }: ReportedNumber): readonly Bar[] {
  const bars: Bar[] = [{ name: "Raw records", amount: raw, from: 0, to: Number(raw), kind: "total" }];
  let level = Number(raw);
  const step = (name: string, amount: string): void => {
    const to = level + Number(amount);
    bars.push({ name, amount, from: level, to, kind: to < level ? "down" : "up" });
    level = to;
  };
  for (const { kind, effect, corrections } of steps) step(`${inWords(kind)} (${many(corrections, "correction")})`, effect);
  if (Number(residual) !== 0) step("Nothing explains", residual);
  if (reported !== undefined) bars.push({ name: "Reported", amount: reported, from: 0, to: Number(reported), kind: "total" });
  return bars;
}
