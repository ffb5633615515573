import { Checkbox } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { Exception } from "../../api/types.ts";
import { SeverityBadge, StateBadge } from "../../parts/badges.tsx";
import { inDay, inMoney, today } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";

const ROW = 76;

interface ListProps {
  readonly items: readonly Exception[];
  readonly total: number | undefined;
  /** Index of the row that keys act on. */
  readonly cursor: number;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (fingerprint: string) => void;
  /** The last rows are in sight. */
  readonly onEnd: () => void;
  readonly addressOf: (fingerprint: string) => string;
}

/** The rows in sight, and no others: a hundred thousand scroll as ten do. */
export function ExceptionList({ items, total, cursor, selected, onSelect, onEnd, addressOf }: ListProps) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: items.length, getScrollElement: () => box.current, estimateSize: () => ROW, overscan: 8 });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;

  useEffect(() => {
    if (last >= items.length - 40) onEnd();
  }, [last, items.length, onEnd]);
  useEffect(() => {
    if (cursor >= 0) rows.scrollToIndex(cursor, { align: "auto" });
  }, [cursor, rows]);

  const now = today();
  return (
    <div className="list" ref={box}>
      <div className="list-inner" role="list" aria-label="Exceptions" style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <div
              key={item.fingerprint}
              role="listitem"
              aria-setsize={total ?? -1}
              aria-posinset={index + 1}
              className={index === cursor ? "item here" : "item"}
              style={{ transform: `translateY(${start}px)` }}
            >
              <Checkbox
                size="sm"
                mt={2}
                checked={selected.has(item.fingerprint)}
                onChange={() => onSelect(item.fingerprint)}
                aria-label={`Select ${nameOf(item)}`}
              />
              <Link
                to={addressOf(item.fingerprint)}
                className="item-body"
                {...(index === cursor ? { "aria-current": "true" as const } : {})}
              >
                <span className="item-top">
                  <span className="item-title">{nameOf(item)}</span>
                  <span className="num">{item.amount === undefined ? "" : inMoney(item.amount)}</span>
                </span>
                <span className="item-more">
                  <SeverityBadge severity={item.severity} />
                  <StateBadge state={item.state} />
                  <Due item={item} now={now} />
                  <span className="cut">{[item.owner ?? "no owner", item.unit, item.title].filter(Boolean).join(" · ")}</span>
                </span>
              </Link>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Due({ item, now }: { readonly item: Exception; readonly now: string }) {
  if (item.due === undefined || item.state === "resolved" || item.state === "accepted") return null;
  return item.due < now ? <strong className="bad">overdue since {inDay(item.due)}</strong> : <span>due {inDay(item.due)}</span>;
}

/** What a person calls it: the record, or what the finding is about. */
export function nameOf({ dataset, key, reference, title }: Exception): string {
  if (key === undefined) return title;
  return `${dataset ?? ""} ${key}${reference === undefined || reference === key ? "" : ` (${reference})`}`.trim();
}
