import { Button, Group, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ask } from "../../api/client.ts";
import { viewsQuery } from "../../api/queries.ts";
import type { SavedView } from "../../api/types.ts";
import { go } from "../../app/router.ts";
import { Failed } from "../../parts/states.tsx";
import { inboxAt, NONE, OPEN, type FilterName, type InboxFilter } from "./filter.ts";

/** Filters under a name, one's own. */
export function SavedViews({ filter }: { readonly filter: InboxFilter }) {
  const client = useQueryClient();
  const views = useQuery(viewsQuery);
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ["views"] });
  const save = useMutation({
    mutationFn: () => ask("/views", { method: "POST", body: { name: name.trim(), filter: stored(filter), order: filter.sort } }),
    onSuccess: async () => {
      setNaming(false);
      setName("");
      await refresh();
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => ask(`/views/${encodeURIComponent(id)}`, { method: "DELETE" }),
    onSettled: refresh,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default">Views</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => go("/exceptions")}>All that is open</Menu.Item>
          <Menu.Item onClick={() => go("/exceptions?overdue=true")}>Overdue</Menu.Item>
          <Menu.Item onClick={() => go(`/exceptions?owner=${NONE}`)}>Nobody's</Menu.Item>
          {(views.data?.items ?? []).map((view) => (
            <Menu.Item key={view.id} onClick={() => go(inboxAt(restored(view)))}>
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setNaming(true)}>Save this view …</Menu.Item>
          {(views.data?.items ?? []).map((view) => (
            <Menu.Item key={view.id} onClick={() => remove.mutate(view.id)}>
              Remove “{view.name}”
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={naming} onClose={() => setNaming(false)} title="Save this view" centered closeButtonProps={{ "aria-label": "Close" }}>
        <form onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              label="Name"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              required
              maxLength={80}
              data-autofocus
            />
            {save.error === null ? null : <Failed error={save.error} />}
            <Group justify="flex-end">
              <Button type="submit" loading={save.isPending}>
                Save
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}

const STORED: Readonly<Record<FilterName, string>> = {
  state: "states",
  owner: "owners",
  unit: "units",
  severity: "severities",
  kind: "kinds",
  workflow: "workflows",
  handoff: "handoffs",
};

/** As the desk keeps it: lists, `null` for those without. */
function stored(filter: InboxFilter): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const state = filter.values.state ?? OPEN;
  if (!state.includes("all")) kept["states"] = state;
  for (const [name, values] of Object.entries(filter.values)) {
    if (name !== "state") kept[STORED[name as FilterName]] = values.map((value) => (value === NONE ? null : value));
  }
  if (filter.overdue) kept["overdue"] = true;
  if (filter.q !== "") kept["text"] = filter.q;
  return kept;
}

function restored({ filter, order }: SavedView): InboxFilter {
  const kept = filter as Readonly<Record<string, unknown>>;
  const values: Partial<Record<FilterName, readonly string[]>> = {};
  for (const [name, key] of Object.entries(STORED)) {
    const list = kept[key];
    if (Array.isArray(list)) values[name as FilterName] = list.map((value: unknown) => (typeof value === "string" ? value : NONE));
  }
  if (filter.states === undefined) values.state = ["all"];
  return { values, overdue: filter.overdue === true, q: filter.text ?? "", sort: order };
}
