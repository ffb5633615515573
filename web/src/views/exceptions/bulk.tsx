import { Alert, Button } from "@mantine/core";
import { useState } from "react";
import { useActOnMany } from "../../api/act.ts";
import type { BulkResult, Doing, Exception } from "../../api/types.ts";
import { many } from "../../parts/format.ts";
import { Failed } from "../../parts/states.tsx";
import { ActDialog, type Asking } from "./dialogs.tsx";
import { nameOf } from "./list.tsx";

interface BulkProps {
  readonly chosen: readonly Exception[];
  readonly owners: readonly string[];
  readonly asking: Asking | undefined;
  readonly onAsk: (asking: Asking | undefined) => void;
  readonly onClear: () => void;
}

/** What is done to all that are selected; what was refused is told one by one. */
export function BulkBar({ chosen, owners, asking, onAsk, onClear }: BulkProps) {
  const act = useActOnMany();
  const [result, setResult] = useState<BulkResult>();
  const doAll = (doing: Doing): void => {
    act.mutate(
      { targets: chosen, doing },
      {
        onSuccess: (answer) => {
          onAsk(undefined);
          setResult(answer);
          if (answer.items.every(({ outcome }) => outcome === "done")) onClear();
        },
      },
    );
  };
  const refused = result?.items.filter(({ outcome }) => outcome !== "done") ?? [];
  return (
    <>
      <div className="bulk" role="region" aria-label="Selected exceptions">
        <strong>{many(chosen.length, "selected", "selected")}</strong>
        <Button size="xs" onClick={() => doAll({ do: "acknowledge" })} loading={act.isPending}>
          Acknowledge
        </Button>
        <Button size="xs" variant="default" onClick={() => onAsk("assign")}>
          Assign …
        </Button>
        <Button size="xs" variant="default" onClick={() => onAsk("due")}>
          Due date …
        </Button>
        <Button size="xs" variant="default" onClick={() => onAsk("accept")}>
          Accept …
        </Button>
        <Button size="xs" variant="default" onClick={() => onAsk("resolve")}>
          Resolve …
        </Button>
        <Button size="xs" variant="subtle" onClick={onClear}>
          Select none
        </Button>
      </div>
      {act.error === null ? null : <Failed error={act.error} />}
      {refused.length === 0 ? null : (
        <Alert
          color="orange"
          variant="outline"
          mb="sm"
          title={`${many(refused.length, "was", "were")} not changed`}
          withCloseButton
          onClose={() => setResult(undefined)}
          closeButtonLabel="Close"
        >
          <ul className="small">
            {refused.slice(0, 20).map((item) => (
              <li key={item.id}>
                {chosen.filter(({ fingerprint }) => fingerprint === item.id).map(nameOf)}: {item.reason ?? item.outcome}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {asking === undefined ? null : (
        <ActDialog
          asking={asking}
          count={chosen.length}
          owners={owners}
          owner={chosen.length === 1 ? chosen[0]?.owner : undefined}
          busy={act.isPending}
          onDo={doAll}
          onClose={() => onAsk(undefined)}
        />
      )}
    </>
  );
}
