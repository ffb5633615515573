import { Alert, Button, Stack } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { auditCheckQuery, auditQuery } from "../../api/queries.ts";
import { inTime } from "../../parts/format.ts";
import { Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";

/** Everything that was changed, by whom; each row seals the one before it. */
export function Audit() {
  const check = useQuery(auditCheckQuery);
  const log = useInfiniteQuery(auditQuery);
  if (log.data === undefined) return log.isPending ? <Loading /> : <Failed error={log.error} again={() => void log.refetch()} />;
  return (
    <Stack>
      {check.data === undefined ? null : (
        <Alert
          color={check.data.intact ? "green" : "red"}
          variant="outline"
          title={check.data.intact ? "The log is intact" : "The log was tampered with"}
        >
          {check.data.sentence}
        </Alert>
      )}
      <TableBox label="Audit log">
        <thead>
          <tr>
            <th className="num">No.</th>
            <th>When</th>
            <th>Who</th>
            <th>What</th>
            <th>To what</th>
          </tr>
        </thead>
        <tbody>
          {log.data.pages
            .flatMap((page) => page.items)
            .map(({ seq, at, actor, action, subject }) => (
              <tr key={seq}>
                <td className="num">{seq}</td>
                <td>{inTime(at)}</td>
                <td>{actor}</td>
                <td>{action}</td>
                <td className="mono">{subject}</td>
              </tr>
            ))}
        </tbody>
      </TableBox>
      {log.hasNextPage ? (
        <Button variant="default" onClick={() => void log.fetchNextPage()} loading={log.isFetchingNextPage}>
          Show older
        </Button>
      ) : null}
    </Stack>
  );
}
