import { Badge } from "@mantine/core";
import type { ExceptionState, Severity } from "../api/types.ts";
import { inWords } from "./format.ts";

const SEVERITY: Readonly<Record<Severity, string>> = { high: "red", medium: "orange", low: "gray" };
const STATE: Readonly<Record<ExceptionState, string>> = {
  new: "cyan",
  acknowledged: "blue",
  "in-progress": "indigo",
  resolved: "green",
  accepted: "gray",
};

export function SeverityBadge({ severity }: { readonly severity: Severity }) {
  return <Tag color={SEVERITY[severity]}>{inWords(severity)}</Tag>;
}

export function StateBadge({ state }: { readonly state: ExceptionState }) {
  return <Tag color={STATE[state]}>{inWords(state)}</Tag>;
}

/** Colour helps; the word says it. */
export function Tag({ color, children }: { readonly color: string; readonly children: string }) {
  return (
    <Badge className="tag" variant="light" color={color} size="sm" radius="sm">
      {children}
    </Badge>
  );
}
