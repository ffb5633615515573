import { Button, Group, Modal, MultiSelect, PasswordInput, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ask } from "../../api/client.ts";
import { usersQuery } from "../../api/queries.ts";
import type { NewUserBody, Role, Session, User, UserChange } from "../../api/types.ts";
import { Tag } from "../../parts/badges.tsx";
import { inDay, inWords } from "../../parts/format.ts";
import { Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";

const ROLES: readonly Role[] = ["viewer", "worker", "analyst", "admin"];
const MEANINGS: Readonly<Record<Role, string>> = {
  viewer: "sees everything, changes nothing",
  worker: "works the exceptions of its units",
  analyst: "works everything and starts reviews",
  admin: "the same, and says who may",
};

/** Who may sign in. Nobody is removed: whoever leaves may no longer sign in, and stays in histories. */
export function Users({ session }: { readonly session: Session }) {
  const client = useQueryClient();
  const users = useQuery(usersQuery);
  const [adding, setAdding] = useState(false);
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: usersQuery.queryKey });
  const change = useMutation({
    mutationFn: ({ name, body }: { readonly name: string; readonly body: UserChange }) =>
      ask(`/users/${encodeURIComponent(name)}`, { method: "PATCH", body }),
    onSettled: refresh,
  });
  if (users.data === undefined) return users.isPending ? <Loading /> : <Failed error={users.error} again={() => void users.refetch()} />;
  return (
    <Stack>
      <Group justify="flex-end">
        <Button onClick={() => setAdding(true)}>Add a user</Button>
      </Group>
      {change.error === null ? null : <Failed error={change.error} />}
      <TableBox label="Users">
        <thead>
          <tr>
            <th>Name</th>
            <th>Role</th>
            <th>Units</th>
            <th>Since</th>
            <th>
              <span className="unseen">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.data.items.map((user) => (
            <tr key={user.name}>
              <td>
                {user.display}
                <div className="small dim">{user.email ?? user.name}</div>
              </td>
              <td>
                <Select
                  size="xs"
                  w={120}
                  aria-label={`Role of ${user.display}`}
                  data={ROLES.map((role) => ({ value: role, label: inWords(role) }))}
                  value={user.role}
                  disabled={user.name === session.name}
                  allowDeselect={false}
                  onChange={(role) => role !== null && change.mutate({ name: user.name, body: { role: role as Role } })}
                />
              </td>
              <td>{user.units === undefined ? "all" : user.units.join(", ")}</td>
              <td>{inDay(user.createdAt)}</td>
              <td>
                <Able user={user} own={user.name === session.name} onChange={(body) => change.mutate({ name: user.name, body })} />
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
      {adding ? (
        <AddUser
          session={session}
          onClose={() => {
            setAdding(false);
            void refresh();
          }}
        />
      ) : null}
    </Stack>
  );
}

function Able({ user, own, onChange }: { readonly user: User; readonly own: boolean; readonly onChange: (change: UserChange) => void }) {
  if (own) return <span className="dim">you</span>;
  if (user.disabledAt !== undefined) {
    return (
      <Group gap="xs">
        <Tag color="gray">may not sign in</Tag>
        <Button size="xs" variant="default" onClick={() => onChange({ disabled: false })}>
          Let in again
        </Button>
      </Group>
    );
  }
  return (
    <Button size="xs" variant="default" onClick={() => onChange({ disabled: true })}>
      Shut out
    </Button>
  );
}

function AddUser({ session, onClose }: { readonly session: Session; readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const [display, setDisplay] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState<Role>("worker");
  const [units, setUnits] = useState<string[]>([]);
  const add = useMutation({
    mutationFn: (body: NewUserBody) => ask("/users", { method: "POST", body }),
    onSuccess: onClose,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate({
      name: name.trim(),
      display: display.trim(),
      role,
      ...(email.trim() === "" ? {} : { email: email.trim() }),
      ...(password === "" ? {} : { password }),
      ...(role === "worker" && units.length > 0 ? { units } : {}),
    });
  };
  return (
    <Modal opened onClose={onClose} title="Add a user" centered closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            description="Lower case; it stands in histories."
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
            required
            data-autofocus
          />
          <TextInput label="Name for people" value={display} onChange={(e) => setDisplay(e.currentTarget.value)} required />
          <TextInput label="E-mail" type="email" value={email} onChange={(e) => setEmail(e.currentTarget.value)} />
          <PasswordInput
            label="Password"
            description="At least 12 characters."
            autoComplete="new-password"
            value={password}
            onChange={(e) => setPassword(e.currentTarget.value)}
          />
          <Select
            label="Role"
            data={ROLES.map((value) => ({ value, label: `${inWords(value)}: ${MEANINGS[value]}` }))}
            value={role}
            onChange={(value) => value !== null && setRole(value as Role)}
            allowDeselect={false}
          />
          {role === "worker" ? (
            <MultiSelect
              label="Units"
              description="None chosen: all of them."
              data={session.estate.units.map(({ id, title }) => ({ value: id, label: title }))}
              value={units}
              onChange={setUnits}
            />
          ) : null}
          {add.error === null ? null : <Failed error={add.error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={add.isPending}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
