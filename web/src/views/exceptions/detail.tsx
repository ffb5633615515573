import { Button, CloseButton, Stack, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useAct, useComment } from "../../api/act.ts";
import { Problem } from "../../api/problem.ts";
import { exceptionQuery } from "../../api/queries.ts";
import type { Doing, ExceptionEvent, ExceptionStory, Session, StaleProblem } from "../../api/types.ts";
import { go } from "../../app/router.ts";
import { SeverityBadge, StateBadge } from "../../parts/badges.tsx";
import { History } from "../../parts/history.tsx";
import { Failed, Loading } from "../../parts/states.tsx";
import { ActDialog, type Asking } from "./dialogs.tsx";
import { ExceptionFacts } from "./facts.tsx";
import { nameOf } from "./list.tsx";
import { StaleDialog } from "./stale.tsx";

interface DetailProps {
  readonly id: string;
  readonly session: Session;
  readonly owners: readonly string[];
  /** Where the list alone is shown. */
  readonly back: string;
  readonly asking: Asking | undefined;
  /** Rises when the comment field is wanted. */
  readonly commenting: number;
  readonly onAsk: (asking: Asking | undefined) => void;
}

export function Detail(props: DetailProps) {
  const story = useQuery(exceptionQuery(props.id));
  return (
    <section className="card detail" aria-label="Exception">
      {story.data === undefined ? (
        story.isPending ? (
          <Loading rows={5} />
        ) : (
          <Stack>
            <Failed error={story.error} again={() => void story.refetch()} />
            <Button variant="default" onClick={() => go(props.back)}>
              Back to the list
            </Button>
          </Stack>
        )
      ) : (
        <Opened {...props} story={story.data} />
      )}
    </section>
  );
}

function Opened({ story, session, owners, back, asking, commenting, onAsk }: DetailProps & { readonly story: ExceptionStory }) {
  const { exception, events, comments } = story;
  const act = useAct();
  const [stale, setStale] = useState<{ readonly since: readonly ExceptionEvent[]; readonly doing: Doing }>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  const perform = (doing: Doing): void => {
    act.mutate(
      { target: exception, doing },
      {
        onSuccess: () => onAsk(undefined),
        onError: (error) => {
          if (!(error instanceof Problem) || error.status !== 412) return;
          onAsk(undefined);
          setStale({ since: (error.body as Partial<StaleProblem>).since ?? [], doing });
        },
      },
    );
  };
  const may = session.role !== "viewer";
  const settled = exception.state === "resolved" || exception.state === "accepted";
  const refused = act.error instanceof Problem && act.error.status === 412 ? null : act.error;
  return (
    <>
      <div className="section-head">
        <h2 className="detail-title" ref={heading} tabIndex={-1}>
          {nameOf(exception)}
        </h2>
        <CloseButton aria-label="Close, back to the list" onClick={() => go(back)} />
      </div>
      <div className="item-more">
        <SeverityBadge severity={exception.severity} />
        <StateBadge state={exception.state} />
      </div>
      <p>{exception.title}</p>
      <ExceptionFacts exception={exception} />
      {refused === null ? null : <Failed error={refused} />}
      {may ? (
        <div className="doings">
          {exception.state === "new" ? (
            <Button size="sm" onClick={() => perform({ do: "acknowledge" })} loading={act.isPending}>
              Acknowledge
            </Button>
          ) : null}
          {exception.state === "new" || exception.state === "acknowledged" ? (
            <Button size="sm" variant="default" onClick={() => perform({ do: "start" })}>
              Start
            </Button>
          ) : null}
          {settled ? (
            <Button size="sm" variant="default" onClick={() => onAsk("reopen")}>
              Open again …
            </Button>
          ) : (
            <>
              <Button size="sm" variant={exception.state === "in-progress" ? "filled" : "default"} onClick={() => onAsk("resolve")}>
                Resolve …
              </Button>
              <Button size="sm" variant="default" onClick={() => onAsk("accept")}>
                Accept …
              </Button>
            </>
          )}
          <Button size="sm" variant="default" onClick={() => onAsk("assign")}>
            Assign …
          </Button>
          <Button size="sm" variant="default" onClick={() => onAsk("due")}>
            Due date …
          </Button>
        </div>
      ) : null}
      {may ? <CommentForm fingerprint={exception.fingerprint} wanted={commenting} /> : null}
      <h3>History</h3>
      <History events={events} comments={comments} />
      {asking === undefined ? null : (
        <ActDialog
          asking={asking}
          count={1}
          owners={owners}
          owner={exception.owner}
          busy={act.isPending}
          onDo={perform}
          onClose={() => onAsk(undefined)}
        />
      )}
      {stale === undefined ? null : (
        <StaleDialog
          since={stale.since}
          onClose={() => setStale(undefined)}
          onAgain={() => {
            setStale(undefined);
            perform(stale.doing);
          }}
        />
      )}
    </>
  );
}

function CommentForm({ fingerprint, wanted }: { readonly fingerprint: string; readonly wanted: number }) {
  const [text, setText] = useState("");
  const comment = useComment();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (wanted > 0) field.current?.focus();
  }, [wanted]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    comment.mutate({ fingerprint, text: text.trim() }, { onSuccess: () => setText("") });
  };
  return (
    <form onSubmit={submit}>
      <Textarea
        ref={field}
        label="Comment"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={2}
        maxLength={4000}
        required
      />
      {comment.error === null ? null : <Failed error={comment.error} />}
      <Button type="submit" size="xs" mt="xs" variant="default" loading={comment.isPending}>
        Add comment
      </Button>
    </form>
  );
}
