import { Alert, Button, Loader, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { ask } from "../../api/client.ts";
import { currentRunQuery } from "../../api/queries.ts";
import type { RunProgress, Session } from "../../api/types.ts";
import { at, go } from "../../app/router.ts";
import { inTime } from "../../parts/format.ts";
import { Page, Section } from "../../parts/page.tsx";
import { Failed, Loading } from "../../parts/states.tsx";

/** Starts a review, shows how it gets on, ends it. */
export function Review({ session }: { readonly session: Session }) {
  const client = useQueryClient();
  const current = useQuery(currentRunQuery);
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: currentRunQuery.queryKey });
  const start = useMutation({ mutationFn: () => ask("/runs", { method: "POST", body: {} }), onSettled: refresh });
  const cancel = useMutation({ mutationFn: () => ask("/runs/current", { method: "DELETE" }), onSettled: refresh });
  const may = session.role === "analyst" || session.role === "admin";
  const run = current.data?.current;
  const running = run?.state === "running";
  return (
    <Page
      title="Review"
      lead="A review reads the exports as they are now, holds every system against the others, and opens and closes exceptions by what it finds."
      actions={
        may ? (
          running ? (
            <Button color="red" variant="outline" onClick={() => cancel.mutate()} loading={cancel.isPending}>
              Cancel the review
            </Button>
          ) : (
            <Button onClick={() => start.mutate()} loading={start.isPending}>
              Start a review
            </Button>
          )
        ) : undefined
      }
    >
      {may ? null : <Text c="dimmed">Analysts and administrators start reviews; you see how they get on.</Text>}
      {start.error === null ? null : <Failed error={start.error} />}
      {cancel.error === null ? null : <Failed error={cancel.error} />}
      {current.data === undefined ? (
        current.isPending ? (
          <Loading rows={3} />
        ) : (
          <Failed error={current.error} again={() => void current.refetch()} />
        )
      ) : run === undefined ? (
        <div className="empty">
          <Text fw={600}>No review was started here yet.</Text>
          <Text size="sm" c="dimmed">
            One of this size takes seconds to minutes. You may leave this page meanwhile.
          </Text>
        </div>
      ) : (
        <Progress run={run} />
      )}
    </Page>
  );
}

function Progress({ run }: { readonly run: RunProgress }) {
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [run.lines.length]);
  return (
    <>
      <div className="card" role="status">
        {run.state === "running" ? (
          <div className="item-top">
            <Loader size="xs" aria-hidden="true" />
            <strong>The review is running</strong>
            <span className="dim">
              since {inTime(run.startedAt)}, started by {run.startedBy}
            </span>
          </div>
        ) : (
          <Ended run={run} />
        )}
      </div>
      <Section title="Steps">
        {run.lines.length === 0 ? (
          <p className="dim">It begins …</p>
        ) : (
          <ol className="lines mono" tabIndex={0} aria-label="Steps of the review">
            {run.lines.map(({ at: when, text }, index) => (
              <li key={index} ref={index === run.lines.length - 1 ? end : undefined}>
                <span className="dim">{when.slice(11, 19)}</span> {text}
              </li>
            ))}
          </ol>
        )}
      </Section>
    </>
  );
}

function Ended({ run }: { readonly run: RunProgress }) {
  const { run: recorded } = run;
  if (run.state === "finished") {
    return (
      <div className="item-top">
        <strong className="good">The review is finished</strong>
        <span className="dim">{inTime(run.endedAt)}</span>
        <span className="bar-end">
          {recorded === undefined ? null : (
            <Button size="xs" onClick={() => go(at(["runs", recorded]))}>
              See what it found
            </Button>
          )}
        </span>
      </div>
    );
  }
  if (run.state === "cancelled") return <strong>The review was cancelled; nothing changed.</strong>;
  return (
    <Alert color="red" variant="outline" title="The review failed; nothing changed.">
      {run.reason}
    </Alert>
  );
}
