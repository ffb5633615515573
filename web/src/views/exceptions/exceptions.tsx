import { Button, Checkbox } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { exceptionsQuery, facetsQuery, overviewQuery } from "../../api/queries.ts";
import type { Exception, Session } from "../../api/types.ts";
import { go, usePlace } from "../../app/router.ts";
import { inMoney, many } from "../../parts/format.ts";
import { Page } from "../../parts/page.tsx";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { BulkBar } from "./bulk.tsx";
import { Detail } from "./detail.tsx";
import type { Asking } from "./dialogs.tsx";
import { asked, filterOf, inboxAt, OPEN, type InboxFilter } from "./filter.ts";
import { Filters } from "./filters.tsx";
import { KeysHelp } from "./help.tsx";
import { useKeys } from "./keys.ts";
import { ExceptionList } from "./list.tsx";

/** The inbox: what does not hold, whose it is, and what is done about it. */
export function Exceptions({ session }: { readonly session: Session }) {
  const place = usePlace();
  const filter = useMemo(() => filterOf(place), [place]);
  const open = place.parts[1];
  const list = useInfiniteQuery(exceptionsQuery(asked(filter), filter.sort));
  const facets = useQuery(facetsQuery(asked(filter)));
  // What can be chosen: all that there is in these states, not only what the other conditions leave.
  const choices = useQuery(facetsQuery({ state: asked(filter)["state"] }));
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState<string>();
  const [asking, setAsking] = useState<Asking>();
  const [commenting, setCommenting] = useState(0);
  const [help, setHelp] = useState(false);

  const here = open ?? at;
  const cursor = items.findIndex(({ fingerprint }) => fingerprint === here);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);

  const select = (fingerprint: string): void => {
    const next = new Set(selected);
    if (!next.delete(fingerprint)) next.add(fingerprint);
    setSelected(next);
  };
  const move = (by: number): void => {
    const next = items[Math.max(0, Math.min(items.length - 1, cursor + by))];
    if (next === undefined) return;
    setAt(next.fingerprint);
    if (open !== undefined) go(inboxAt(filter, next.fingerprint), true);
  };
  const openThen = (then: () => void) => (): void => {
    if (selected.size === 0) {
      if (here === undefined) return;
      if (open === undefined) go(inboxAt(filter, here));
    }
    then();
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => here !== undefined && select(here),
    o: () => here !== undefined && go(inboxAt(filter, here)),
    Enter: () => here !== undefined && go(inboxAt(filter, here)),
    Escape: () => (open === undefined ? setSelected(new Set()) : go(inboxAt(filter))),
    e: openThen(() => setAsking("resolve")),
    a: openThen(() => setAsking("assign")),
    c: openThen(() => setCommenting((times) => times + 1)),
    "?": () => setHelp(true),
    "/": () => document.querySelector<HTMLInputElement>("#inbox-search")?.focus(),
  });

  const owners = useMemo(() => (choices.data?.owner ?? []).flatMap(({ value }) => (value === null ? [] : [value])), [choices.data]);
  const total = facets.data?.total.count;
  const chosen = items.filter(({ fingerprint }) => selected.has(fingerprint));
  return (
    <Page
      wide
      title="Exceptions"
      lead={leadOf(filter, facets.data)}
      actions={
        <Button variant="default" className="keys-button" onClick={() => setHelp(true)}>
          Keys
        </Button>
      }
    >
      <div className={open === undefined ? "inbox" : "inbox with-detail"}>
        <div className="inbox-list">
          <Filters filter={filter} facets={choices.data} session={session} tight={open !== undefined} />
          {chosen.length === 0 || session.role === "viewer" ? null : (
            <BulkBar
              chosen={chosen}
              owners={owners}
              asking={open === undefined || selected.size > 0 ? asking : undefined}
              onAsk={setAsking}
              onClear={() => setSelected(new Set())}
            />
          )}
          <List
            list={list}
            items={items}
            filter={filter}
            total={total}
            cursor={cursor}
            selected={selected}
            onSelect={select}
            onEnd={more}
          />
          <div className="list-foot">
            <Checkbox
              size="xs"
              label={`Select the ${items.length} loaded`}
              checked={items.length > 0 && chosen.length === items.length}
              indeterminate={chosen.length > 0 && chosen.length < items.length}
              onChange={() =>
                setSelected(chosen.length === items.length ? new Set() : new Set(items.map(({ fingerprint }) => fingerprint)))
              }
            />
            <span>
              {total === undefined ? "" : `${items.length} of ${many(total, "exception")} loaded`}
              {isFetchingNextPage ? " · loading more …" : ""}
            </span>
          </div>
        </div>
        {open === undefined ? null : (
          <Detail
            key={open}
            id={open}
            session={session}
            owners={owners}
            back={inboxAt(filter)}
            asking={selected.size === 0 ? asking : undefined}
            commenting={commenting}
            onAsk={setAsking}
          />
        )}
      </div>
      <KeysHelp opened={help} onClose={() => setHelp(false)} />
    </Page>
  );
}

interface ListBoxProps {
  readonly list: { readonly isPending: boolean; readonly error: unknown; readonly refetch: () => unknown };
  readonly items: readonly Exception[];
  readonly filter: InboxFilter;
  readonly total: number | undefined;
  readonly cursor: number;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (fingerprint: string) => void;
  readonly onEnd: () => void;
}

function List({ list, items, filter, ...rest }: ListBoxProps) {
  if (list.isPending) return <Loading rows={8} height={68} />;
  if (items.length === 0 && list.error !== null) return <Failed error={list.error} again={() => void list.refetch()} />;
  if (items.length === 0) {
    const narrowed = Object.keys(filter.values).length > 0 || filter.overdue || filter.q !== "";
    return narrowed ? <Empty title="Nothing meets this filter.">Take a condition away to see more.</Empty> : <NothingOpen />;
  }
  return <ExceptionList items={items} addressOf={(fingerprint) => inboxAt(filter, fingerprint)} {...rest} />;
}

/** What was not looked at is not clean. */
function NothingOpen() {
  const overview = useQuery(overviewQuery);
  if (overview.data === undefined) return overview.isPending ? <Loading rows={1} /> : <Failed error={overview.error} />;
  const { latest } = overview.data;
  if (latest === undefined) return <Empty title="No review has looked yet.">A review opens here what it finds.</Empty>;
  const blind = latest.checks.skipped + latest.checks.failed;
  return (
    <Empty title="Nothing is open.">
      {blind === 0
        ? "All that was checked ties out, or has been dealt with."
        : `What was checked ties out, or has been dealt with; ${many(blind, "check", "checks")} of the last review could not look.`}
    </Empty>
  );
}

function leadOf(
  filter: InboxFilter,
  facets: { readonly total: { readonly count: number; readonly amount: string; readonly overdue: number } } | undefined,
) {
  if (facets === undefined) return "What does not hold, whose it is, and what is done about it.";
  const { count, amount, overdue } = facets.total;
  const states = filter.values.state ?? OPEN;
  const open = states.every((state) => OPEN.includes(state)) ? " open" : "";
  const late = overdue === 0 ? "none is overdue" : `${many(overdue, "is", "are")} overdue`;
  if (count === 0) return `No${open} exceptions here.`;
  return `${many(count, `${open.trim()} exception`.trim(), `${open.trim()} exceptions`.trim())} with ${inMoney(amount)} in them; ${late}.`;
}
