import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback, useDisclosure, useMediaQuery } from "@mantine/hooks";
import { useEffect, useState } from "react";
import type { ExceptionFacets, Session } from "../../api/types.ts";
import { go } from "../../app/router.ts";
import { inCount, inWords } from "../../parts/format.ts";
import { FILTERS, inboxAt, NONE, SORTS, type FilterName, type InboxFilter, type Sort } from "./filter.ts";
import { SavedViews } from "./views.tsx";

interface FiltersProps {
  readonly filter: InboxFilter;
  readonly facets: ExceptionFacets | undefined;
  readonly session: Session;
  /** Beside an open exception there is room for the search alone. */
  readonly tight: boolean;
}

const STATES = ["open", "new", "acknowledged", "in-progress", "resolved", "accepted", "all"];
const ORDERS: Readonly<Record<Sort, string>> = { due: "Soonest due", amount: "Most money", opened: "Newest" };
/** Names of the estate; these are shown as they are. */
const NAMED: readonly FilterName[] = ["owner", "unit", "workflow", "handoff"];

export function Filters({ filter, facets, session, tight }: FiltersProps) {
  const [text, setText] = useState(filter.q);
  const narrow = useMediaQuery("(max-width: 800px)") === true || tight;
  const [shown, { toggle }] = useDisclosure(false);
  // The address is what counts: back and forward change it as well.
  useEffect(() => {
    setText(filter.q);
  }, [filter.q]);
  const search = useDebouncedCallback((q: string) => go(inboxAt({ ...filter, q }), true), 250);
  const set = (name: FilterName, value: string | null): void => {
    const values = { ...filter.values };
    if (value === null || value === "open") delete values[name];
    else values[name] = [value];
    go(inboxAt({ ...filter, values }));
  };
  const active = Object.keys(filter.values).length + (filter.overdue ? 1 : 0);
  return (
    <div className="filters" role="search" aria-label="Filter exceptions">
      <TextInput
        id="inbox-search"
        className="filters-grow"
        aria-label="Search key, reference, unit, owner or place"
        placeholder="Search key, reference, unit, owner or place"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
      />
      {narrow ? (
        <Button variant="default" onClick={toggle} aria-expanded={shown}>
          Filters{active === 0 ? "" : ` (${active})`}
        </Button>
      ) : null}
      {narrow && !shown ? null : (
        <>
          <Select
            w={150}
            aria-label="State"
            data={STATES.map((value) => ({ value, label: value === "all" ? "Every state" : inWords(value) }))}
            value={filter.values.state?.[0] ?? "open"}
            onChange={(value) => set("state", value)}
            allowDeselect={false}
          />
          {FILTERS.filter((name) => name !== "state").map((name) => (
            <Select
              key={name}
              w={150}
              aria-label={inWords(name)}
              placeholder={inWords(name)}
              data={choices(name, facets, filter, session)}
              value={filter.values[name]?.[0] ?? null}
              onChange={(value) => set(name, value)}
              clearable
              clearButtonProps={{ "aria-label": `Any ${name}`, tabIndex: 0 }}
              searchable={NAMED.includes(name)}
              comboboxProps={{ width: 280, position: "bottom-start" }}
            />
          ))}
          <Checkbox
            label="Overdue"
            checked={filter.overdue}
            onChange={(event) => go(inboxAt({ ...filter, overdue: event.currentTarget.checked }))}
          />
          <Select
            w={150}
            aria-label="Order"
            data={SORTS.map((value) => ({ value, label: ORDERS[value] }))}
            value={filter.sort}
            onChange={(value) => go(inboxAt({ ...filter, sort: SORTS.find((sort) => sort === value) ?? "due" }))}
            allowDeselect={false}
          />
          <SavedViews filter={filter} />
        </>
      )}
    </div>
  );
}

/** Values that there are, with their counts; what is chosen stays choosable. */
function choices(
  name: FilterName,
  facets: ExceptionFacets | undefined,
  filter: InboxFilter,
  session: Session,
): { value: string; label: string }[] {
  const counted = facets?.[name] ?? [];
  const units = new Map(session.estate.units.map(({ id, title }) => [id, title]));
  const told = (value: string): string => (name === "unit" ? (units.get(value) ?? value) : NAMED.includes(name) ? value : inWords(value));
  const found = counted.map(({ value, count }) => ({
    value: value ?? NONE,
    label: `${value === null ? `no ${name}` : told(value)} (${inCount(count)})`,
  }));
  const chosen = filter.values[name]?.[0];
  if (chosen !== undefined && !found.some(({ value }) => value === chosen)) found.unshift({ value: chosen, label: told(chosen) });
  return found;
}
