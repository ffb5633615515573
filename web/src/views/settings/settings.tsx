import { Tabs } from "@mantine/core";
import type { Session } from "../../api/types.ts";
import { go, usePlace } from "../../app/router.ts";
import { Page } from "../../parts/page.tsx";
import { Empty } from "../../parts/states.tsx";
import { Alerts } from "./alerts.tsx";
import { Audit } from "./audit.tsx";
import { Tokens } from "./tokens.tsx";
import { Users } from "./users.tsx";

/** For administrators: who may, which programs may, and what was done. */
export function Settings({ session }: { readonly session: Session }) {
  const { parts } = usePlace();
  if (session.role !== "admin") {
    return (
      <Page title="Settings">
        <Empty title="This is for administrators." />
      </Page>
    );
  }
  return (
    <Page title="Settings" lead="Who may sign in, which programs may ask, who is told, and what was done here.">
      <Tabs value={parts[1] ?? "users"} onChange={(tab) => tab !== null && go(`/settings/${tab}`)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="users">Users</Tabs.Tab>
          <Tabs.Tab value="tokens">Tokens</Tabs.Tab>
          <Tabs.Tab value="alerts">Alerts</Tabs.Tab>
          <Tabs.Tab value="audit">Audit log</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="users">
          <Users session={session} />
        </Tabs.Panel>
        <Tabs.Panel value="tokens">
          <Tokens />
        </Tabs.Panel>
        <Tabs.Panel value="alerts">
          <Alerts />
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <Audit />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
