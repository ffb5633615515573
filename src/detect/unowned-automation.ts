import { counted, severityByShare, signDetector, type ToldSigns } from "./sign-findings.ts";

/** Scripts, connectors and rules that run without anyone who owns their failures: a finding a kind of sign and automation, actor or handoff. */
export const unownedAutomation = signDetector({
  kind: "unowned-automation",
  title: "Unowned automation",
  looksAt: "automations",
  requires: () => undefined,
  words: {
    "register-gap": {
      title: (told) =>
        `${title(told)}: the register names no ${listed(gapsOf(told), "or")}${told.signs === 1 ? `; ${told.detail["risk"] ?? ""}` : ""}`,
      move: (told) =>
        `Write into the register ${listed(
          gapsOf(told).map((gap) => GAPS[gap] ?? gap),
          "and",
        )}${told.signs > 1 && told.values.includes("owner") ? ", the owner first" : ""}.`,
      severity: (told) => (told.values.includes("owner") ? "high" : told.signs >= 3 ? "medium" : "low"),
    },
    "unregistered-actor": {
      title: (told) =>
        `${told.subject.id} writes like a machine (${told.detail["why"] ?? ""}) and is in no register: ${counted(told.records, "record", "records")} in ${told.detail["datasets"] ?? "the estate"}, last on ${told.detail["last"] ?? "an unknown day"}`,
      move: (told) =>
        `Find who set ${told.subject.id} up, and register it with owner, trigger, output, exceptions, monitoring and rollback; or stop it.`,
      severity: (told) => severityByShare(told.share, "medium"),
    },
    "run-missing": {
      title: (told) =>
        `${title(told)}: ${counted(told.records, "expected run", "expected runs")} did not happen or wrote fewer than ${counted(Number(told.detail["least"] ?? 1), "record", "records")}${told.detail["still"] === "yes" ? "; it has not run since" : ""}`,
      move: (told) =>
        `Look up why ${title(told)} did not run on the listed days, make up for them, and have someone told when it does not run.`,
      severity: (told) => (told.detail["still"] === "yes" || told.records >= 5 ? "high" : "medium"),
    },
    "volume-fell": {
      title: (told) => `${title(told)}: ${fell(told)}`,
      move: (told) =>
        `Find what changed in ${title(told)} around ${told.detail["since"] ?? "that day"}: a permission, a filter, a field that became required.`,
      severity: (told) => (told.detail["until"] === undefined && Number(told.detail["left"]) < 0.5 ? "high" : "medium"),
    },
    "breaks-of-one-actor": {
      title: (told) =>
        `${told.detail["title"] ?? told.detail["handoff"] ?? ""}: ${counted(told.records, "break", "breaks")} of ${told.detail["breaks"] ?? ""} (${told.detail["outcome"] ?? ""}) ${told.records === 1 ? "is" : "are"} in records that ${told.subject.id} made, who made ${told.detail["shareOfRecords"] ?? ""} of all${told.detail["besides"] === undefined ? "" : `, beside those of ${told.detail["besides"]}`}${told.worth === undefined ? "" : `, worth ${told.worth}`}`,
      move: (told) => `Look at what ${told.subject.id} does otherwise than everyone else when making these records.`,
      severity: () => "medium",
    },
  },
});

function fell({ detail }: ToldSigns): string {
  const [after, before, since, until] = [detail["after"] ?? "", detail["before"] ?? "", detail["since"] ?? "", detail["until"]];
  const work = detail["reference"] === undefined ? "" : `, though what it works on ${detail["reference"]}`;
  return until === undefined
    ? `writes ${after} records a week since ${since}, after ${before} before${work}`
    : `wrote ${after} records a week from ${since} to ${until}, and ${before} before and since${work}`;
}

const GAPS: Readonly<Record<string, string>> = {
  owner: "who owns it",
  trigger: "what starts it",
  output: "what it should write and how often",
  exceptions: "what it cannot handle and who works that",
  monitoring: "how anyone learns that it failed",
  rollback: "how its work is undone",
};

function gapsOf({ detail }: ToldSigns): string[] {
  return (detail["gaps"] ?? "").split(", ");
}

function title({ detail, subject }: ToldSigns): string {
  return detail["title"] ?? subject.id;
}

function listed(words: readonly string[], last: string): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
