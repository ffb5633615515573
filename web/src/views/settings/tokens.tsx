import { Alert, Button, Checkbox, Code, CopyButton, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ask } from "../../api/client.ts";
import { tokensQuery } from "../../api/queries.ts";
import type { NewTokenBody, Scope, TokenMade } from "../../api/types.ts";
import { Tag } from "../../parts/badges.tsx";
import { inDay, inTime } from "../../parts/format.ts";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";

const SCOPES: Readonly<Record<Scope, string>> = {
  read: "read everything its user sees",
  work: "work exceptions",
  review: "start reviews and bring exports",
  admin: "say who may",
};

/** Which programs may ask. A secret is shown once. */
export function Tokens() {
  const client = useQueryClient();
  const tokens = useQuery(tokensQuery);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<TokenMade>();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: tokensQuery.queryKey });
  const revoke = useMutation({
    mutationFn: (id: string) => ask(`/tokens/${encodeURIComponent(id)}`, { method: "DELETE" }),
    onSettled: refresh,
  });
  if (tokens.data === undefined)
    return tokens.isPending ? <Loading /> : <Failed error={tokens.error} again={() => void tokens.refetch()} />;
  return (
    <Stack>
      <Group justify="flex-end">
        <Button onClick={() => setMaking(true)}>Make a token</Button>
      </Group>
      {made === undefined ? null : (
        <Alert color="green" variant="outline" title={`The secret of “${made.token.name}”, shown this once`}>
          <Group gap="sm">
            <Code className="mono">{made.secret}</Code>
            <CopyButton value={made.secret}>
              {({ copied, copy }) => (
                <Button size="xs" variant="default" onClick={copy}>
                  {copied ? "Copied" : "Copy"}
                </Button>
              )}
            </CopyButton>
          </Group>
        </Alert>
      )}
      {revoke.error === null ? null : <Failed error={revoke.error} />}
      {tokens.data.items.length === 0 ? (
        <Empty title="There is no token.">A program that reads exceptions, or starts a review each night, needs one.</Empty>
      ) : (
        <TableBox label="Tokens">
          <thead>
            <tr>
              <th>Token</th>
              <th>May</th>
              <th>Last used</th>
              <th>Ends</th>
              <th>
                <span className="unseen">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.data.items.map(({ id, name, user, scopes, lastUsedAt, expiresAt, revokedAt }) => (
              <tr key={id}>
                <td>
                  {name}
                  <div className="small dim">for {user}</div>
                </td>
                <td>{scopes.join(", ")}</td>
                <td>{lastUsedAt === undefined ? "never" : inTime(lastUsedAt)}</td>
                <td>{expiresAt === undefined ? "never" : inDay(expiresAt)}</td>
                <td>
                  {revokedAt === undefined ? (
                    <Button size="xs" variant="default" onClick={() => revoke.mutate(id)} aria-label={`End the token ${name}`}>
                      End
                    </Button>
                  ) : (
                    <Tag color="gray">ended</Tag>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      )}
      {making ? (
        <MakeToken
          onClose={() => setMaking(false)}
          onMade={(token) => {
            setMade(token);
            setMaking(false);
            void refresh();
          }}
        />
      ) : null}
    </Stack>
  );
}

function MakeToken({ onClose, onMade }: { readonly onClose: () => void; readonly onMade: (made: TokenMade) => void }) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["read"]);
  const make = useMutation({ mutationFn: (body: NewTokenBody) => ask<TokenMade>("/tokens", { method: "POST", body }), onSuccess: onMade });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    make.mutate({ name: name.trim(), scopes: scopes as Scope[] });
  };
  return (
    <Modal opened onClose={onClose} title="Make a token" centered closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="What it is for"
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
            required
            maxLength={100}
            data-autofocus
          />
          <Checkbox.Group label="It may" value={scopes} onChange={setScopes}>
            <Stack gap="xs" mt="xs">
              {Object.entries(SCOPES).map(([scope, meaning]) => (
                <Checkbox key={scope} value={scope} label={meaning} />
              ))}
            </Stack>
          </Checkbox.Group>
          {make.error === null ? null : <Failed error={make.error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={make.isPending} disabled={scopes.length === 0}>
              Make
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
