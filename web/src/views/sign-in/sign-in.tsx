import { Button, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState, type FormEvent } from "react";
import { ask } from "../../api/client.ts";
import { sessionQuery, waysQuery } from "../../api/queries.ts";
import type { SignIn as SignInBody } from "../../api/types.ts";
import { go, usePlace } from "../../app/router.ts";
import { Failed, Loading } from "../../parts/states.tsx";

/** The one-time link's secret stands behind `#`, which browsers send to nobody. */
function tokenOfLink(): string | undefined {
  const { hash, search } = window.location;
  return new URLSearchParams(hash.slice(1)).get("token") ?? new URLSearchParams(search).get("token") ?? undefined;
}

export function SignIn() {
  const { path, query } = usePlace();
  const client = useQueryClient();
  const [token] = useState(tokenOfLink);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(token !== undefined);
  const asked = useRef(false);
  // Whoever was signed out in the middle of something comes back to it.
  const back = path === "/sign-in" ? (query.get("to") ?? "/") : path + window.location.search;

  const signIn = useCallback(
    async (body: SignInBody): Promise<void> => {
      setBusy(true);
      setError(undefined);
      try {
        await ask("/session", { method: "POST", body });
        await client.resetQueries();
        await client.fetchQuery(sessionQuery);
        go(back.startsWith("/") && !back.startsWith("//") && !back.startsWith("/sign-in") ? back : "/", true);
      } catch (refused) {
        setError(refused);
      } finally {
        setBusy(false);
      }
    },
    [back, client],
  );

  useEffect(() => {
    document.title = "Sign in · Tieout";
    if (token === undefined || asked.current) return;
    asked.current = true;
    // A link works once: it need not stay in the address.
    window.history.replaceState(null, "", "/sign-in");
    void signIn({ token });
  }, [token, signIn]);

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Stack gap="md">
          <img src="/icon.svg" alt="" width={36} height={36} />
          <Title order={1} size="h3">
            Sign in to Tieout
          </Title>
          {busy && token !== undefined ? <Loading rows={2} /> : <Ways onSignIn={signIn} busy={busy} error={error} />}
        </Stack>
      </div>
    </main>
  );
}

interface WaysProps {
  readonly onSignIn: (body: SignInBody) => Promise<void>;
  readonly busy: boolean;
  readonly error: unknown;
}

function Ways({ onSignIn, busy, error }: WaysProps) {
  const ways = useQuery(waysQuery);
  return (
    <>
      {error === undefined ? null : <Failed error={error} />}
      {ways.data === undefined ? (
        ways.isPending ? (
          <Loading rows={2} />
        ) : (
          <Failed error={ways.error} again={() => void ways.refetch()} />
        )
      ) : null}
      {ways.data?.link === true ? (
        <p className="dim sign-in-how">
          Open the link that <code>tieout serve</code> printed: it signs this browser in, once. For a new one, press Enter where it runs.
        </p>
      ) : null}
      {ways.data?.oidc === undefined ? null : (
        <Button component="a" href={ways.data.oidc.href} variant={ways.data.password ? "default" : "filled"}>
          {ways.data.oidc.title}
        </Button>
      )}
      {ways.data?.password === true ? <PasswordForm onSignIn={onSignIn} busy={busy} /> : null}
    </>
  );
}

function PasswordForm({ onSignIn, busy }: Omit<WaysProps, "error">) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void onSignIn({ email, password });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="E-mail or name"
          autoComplete="username"
          value={email}
          onChange={(e) => setEmail(e.currentTarget.value)}
          required
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          required
        />
        <Button type="submit" loading={busy}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
