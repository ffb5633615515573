import { ActionIcon, Burger, Button, Drawer, Menu, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { ask, setCsrf } from "../api/client.ts";
import type { Session } from "../api/types.ts";
import { Link } from "../parts/link.tsx";
import { go, usePlace } from "./router.ts";

const VIEWS = [
  { to: "/", title: "Overview" },
  { to: "/exceptions", title: "Exceptions" },
  { to: "/chain", title: "Chain" },
  { to: "/numbers", title: "Numbers" },
  { to: "/ownership", title: "Ownership" },
  { to: "/automations", title: "Automations" },
  { to: "/runs", title: "Runs" },
  { to: "/review", title: "Review" },
] as const;

/** The frame of every view: where one can go, who one is, and the estate's name. */
export function Shell({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  const [opened, { open, close }] = useDisclosure();
  const { path } = usePlace();
  useEffect(() => {
    close();
  }, [path, close]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="bar">
        <Burger className="bar-burger" opened={opened} onClick={open} size="sm" aria-label="Open navigation" />
        <Link to="/" className="brand">
          <img src="/icon.svg" alt="" width={26} height={26} />
          <span className="brand-name">{session.estate.title}</span>
        </Link>
        <div className="bar-end">
          <SchemeButton />
          <WhoMenu session={session} />
        </div>
      </header>
      <nav className="side" aria-label="Views">
        <Views role={session.role} />
      </nav>
      <Drawer opened={opened} onClose={close} title="Go to" size={260} closeButtonProps={{ "aria-label": "Close navigation" }}>
        <nav aria-label="Views">
          <Views role={session.role} />
        </nav>
      </Drawer>
      <main id="main" className="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function Views({ role }: { readonly role: Session["role"] }) {
  const { parts } = usePlace();
  const views = role === "admin" ? [...VIEWS, { to: "/settings", title: "Settings" }] : VIEWS;
  const here = parts[0] === "records" ? "/exceptions" : `/${parts[0] ?? ""}`;
  return (
    <ul className="views">
      {views.map(({ to, title }) => (
        <li key={to}>
          <Link to={to} className="view-link" {...(here === to ? { "aria-current": "page" as const } : {})}>
            {title}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function SchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" onClick={() => setColorScheme(other)} aria-label={`Use ${other} colours`}>
      <svg viewBox="0 0 20 20" width={18} height={18} aria-hidden="true">
        <circle cx={10} cy={10} r={7} fill="none" stroke="currentColor" strokeWidth={1.6} />
        <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor" />
      </svg>
    </ActionIcon>
  );
}

function WhoMenu({ session }: { readonly session: Session }) {
  const client = useQueryClient();
  const signOut = async (): Promise<void> => {
    await ask("/session", { method: "DELETE" }).catch(() => undefined);
    setCsrf(undefined);
    client.clear();
    go("/sign-in");
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" size="sm" className="who">
          {session.display}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session.role}
          {session.units === undefined ? "" : ` of ${session.units.join(", ")}`}
        </Menu.Label>
        <Menu.Item onClick={() => void signOut()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
