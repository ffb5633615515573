import { SEVERITIES, type CheckRun, type Finding, type Review, type Severity } from "../model/index.ts";
import { plain } from "./plain.ts";

interface Case {
  readonly name: string;
  readonly classname: string;
  readonly outcome: { readonly kind: "failure" | "skipped" | "error"; readonly message: string; readonly text: string } | undefined;
}

/**
 * A review as JUnit XML: a suite for each kind of finding, with a case for each
 * finding, and one suite of the checks, so that what was skipped or failed shows. Whatever comes
 * from data is escaped; times are left out, so that the same review gives the same bytes.
 *
 * @param failOn findings at least this severe are failures; undefined: none is
 */
export function reviewToJunit(review: Review, failOn: Severity | undefined): string {
  const kinds = [...new Set(review.findings.map(({ kind }) => kind))].sort();
  const suites = [
    ...kinds.map((kind) => ({
      name: kind,
      cases: review.findings.filter((finding) => finding.kind === kind).map((one) => findingCase(one, failOn)),
    })),
    { name: "checks", cases: review.coverage.map(checkCase) },
  ];
  const all = suites.flatMap(({ cases }) => cases);
  const body = suites.map(({ name, cases }) =>
    [`  <testsuite ${attributes({ name, ...counts(cases) })}>`, ...cases.map(written), "  </testsuite>"].join("\n"),
  );
  return `${['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${attributes({ name: review.estate.title, ...counts(all) })}>`, ...body, "</testsuites>"].join("\n")}\n`;
}

function findingCase(finding: Finding, failOn: Severity | undefined): Case {
  const place = finding.handoff ?? finding.lifecycle?.id ?? finding.subject?.id ?? "";
  const fails = failOn !== undefined && SEVERITIES.indexOf(finding.severity) >= SEVERITIES.indexOf(failOn);
  const text = [
    `severity: ${finding.severity}`,
    `owner: ${finding.owner ?? "nobody"}`,
    `cause: ${finding.cause?.statement ?? "not told"}`,
    `next: ${finding.move}`,
  ];
  return {
    name: `${finding.title} [${finding.fingerprint}]`,
    classname: `${finding.kind}.${place}`,
    outcome: fails ? { kind: "failure", message: finding.title, text: text.join("\n") } : undefined,
  };
}

function checkCase({ check, subject, status, reason }: CheckRun): Case {
  const kind = status === "failed" ? "error" : status === "skipped" ? "skipped" : undefined;
  const message = reason ?? status;
  return { name: `${check}: ${subject}`, classname: "checks", outcome: kind === undefined ? undefined : { kind, message, text: message } };
}

function counts(cases: readonly Case[]): Readonly<Record<string, string>> {
  const of = (kind: string): string => String(cases.filter(({ outcome }) => outcome?.kind === kind).length);
  return { tests: String(cases.length), failures: of("failure"), errors: of("error"), skipped: of("skipped") };
}

function written({ name, classname, outcome }: Case): string {
  const head = `    <testcase ${attributes({ name, classname })}`;
  if (outcome === undefined) return `${head}/>`;
  const { kind, message, text } = outcome;
  if (kind === "skipped") return `${head}>\n      <skipped ${attributes({ message })}/>\n    </testcase>`;
  return `${head}>\n      <${kind} ${attributes({ message, type: kind })}>${text.split("\n").map(escape).join("\n")}</${kind}>\n    </testcase>`;
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escape(value)}"`)
    .join(" ");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Of what XML cannot hold even escaped, `plain` writes out controls and lone surrogates; two code points are left. */
function escape(text: string): string {
  return plain(text)
    .replaceAll(/[\ufffe\uffff]/g, "\ufffd")
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
