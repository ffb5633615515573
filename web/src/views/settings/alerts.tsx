import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { alertsQuery } from "../../api/queries.ts";
import type { Alerts as Told } from "../../api/types.ts";
import { inTime, many } from "../../parts/format.ts";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { TableBox } from "../../parts/table.tsx";

type Delivery = Told["items"][number];

const STATE_WORDS: Readonly<Record<Delivery["state"], string>> = { waiting: "Waits", delivered: "Sent", "given-up": "Given up" };

/** Who was told of what, and where that failed. */
export function Alerts() {
  const alerts = useQuery(alertsQuery);
  if (alerts.data === undefined)
    return alerts.isPending ? <Loading /> : <Failed error={alerts.error} again={() => void alerts.refetch()} />;
  const { targets, items } = alerts.data;
  if (targets.length === 0 && items.length === 0)
    return <Empty title="Nobody is told of anything.">The estate declares no targets for alerts (alerts: in tieout.yaml).</Empty>;
  const failing = items.filter(({ state, lastError }) => state === "given-up" || (state === "waiting" && lastError !== undefined)).length;
  return (
    <Stack>
      <Text>
        {failing === 0 ? "No alert is failing." : `${many(failing, "alert does", "alerts do")} not reach their target.`} Targets:{" "}
        {targets.length === 0 ? "none any more" : targets.join(", ")}.
      </Text>
      {items.length === 0 ? (
        <Empty title="Nothing was to be told yet." />
      ) : (
        <TableBox label="Alerts">
          <thead>
            <tr>
              <th>When</th>
              <th>To</th>
              <th>What</th>
              <th>State</th>
              <th className="num">Tries</th>
              <th>Last failure</th>
              <th>Next try</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ id, createdAt, target, sentence, state, attempts, deliveredAt, lastError, nextTryAt }) => (
              <tr key={id}>
                <td>{inTime(createdAt)}</td>
                <td>{target}</td>
                <td>{sentence}</td>
                <td>
                  {STATE_WORDS[state]}
                  {deliveredAt === undefined ? null : ` ${inTime(deliveredAt)}`}
                </td>
                <td className="num">{attempts}</td>
                <td>{lastError ?? "none"}</td>
                <td>{nextTryAt === undefined ? "none" : inTime(nextTryAt)}</td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      )}
    </Stack>
  );
}
