import type { ReactNode } from "react";
import type { Session } from "../api/types.ts";
import { Page } from "../parts/page.tsx";
import { Empty } from "../parts/states.tsx";
import { Automations } from "../views/automations/automations.tsx";
import { Chain } from "../views/chain/chain.tsx";
import { Exceptions } from "../views/exceptions/exceptions.tsx";
import { FindingView } from "../views/finding/finding.tsx";
import { NumberView } from "../views/numbers/number.tsx";
import { Numbers } from "../views/numbers/numbers.tsx";
import { Overview } from "../views/overview/overview.tsx";
import { Ownership } from "../views/ownership/ownership.tsx";
import { RecordView } from "../views/record/record.tsx";
import { Review } from "../views/review/review.tsx";
import { Compare } from "../views/runs/compare.tsx";
import { Run } from "../views/runs/run.tsx";
import { Runs } from "../views/runs/runs.tsx";
import { Settings } from "../views/settings/settings.tsx";
import { usePlace } from "./router.ts";

type Draw = (session: Session, parts: readonly string[]) => ReactNode;

/** What the first part of an address shows. */
const VIEWS: Readonly<Record<string, Draw>> = {
  "": (session) => <Overview session={session} />,
  exceptions: (session) => <Exceptions session={session} />,
  findings: (_session, parts) => <FindingView key={parts[1]} />,
  chain: () => <Chain />,
  records: (_session, parts) => <RecordView key={parts.join("/")} />,
  numbers: (_session, parts) => (parts.length === 1 ? <Numbers /> : <NumberView key={parts[1]} />),
  ownership: () => <Ownership />,
  automations: () => <Automations />,
  runs: (_session, parts) => (parts.length === 1 ? <Runs /> : parts[2] === "compare" ? <Compare /> : <Run />),
  settings: (session) => <Settings session={session} />,
  review: (session) => <Review session={session} />,
};

/** The view that the address names. */
export function View({ session }: { readonly session: Session }) {
  const { parts } = usePlace();
  const draw = VIEWS[parts[0] ?? ""];
  if (draw !== undefined) return draw(session, parts);
  return (
    <Page title="Not found">
      <Empty title="There is no such page.">Choose one from the navigation.</Empty>
    </Page>
  );
}
