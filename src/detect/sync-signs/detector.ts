import { counted, severityByShare, signDetector, type ToldSigns } from "../sign-findings.ts";

/** What tells why a handoff failed in silence, beside its breaks. */
export const syncSigns = signDetector({
  kind: "silent-sync-failure",
  title: "Silent sync failure",
  looksAt: "records",
  requires: (context) => (context.handoffs.size === 0 ? "the estate declares no handoff" : undefined),
  words: {
    truncated: {
      title: (told) =>
        `${told.context.systemOf(told.subject.id)}, ${told.subject.id}: cut off at ${told.detail["limit"] ?? "a page limit"} records; ${counted(told.records, "newer record", "newer records")}${worthOf(told)} of ${told.context.systemOf(told.detail["other"] ?? "")} ${told.records === 1 ? "has" : "have"} no counterpart`,
      move: () => "Fetch all pages and review again: what is beyond the limit is not missing before that is known.",
      severity: () => "high",
    },
    "void-not-propagated": {
      title: (told) =>
        `${title(told)}: ${counted(told.records, "record is", "records are")} deleted or voided in one system and ${told.records === 1 ? "lives" : "live"} on in the other${worth(told)}`,
      move: (told) =>
        `Say of the listed records whether they are void, do in the other system what was done in the one, and have deletes and voids carried on${unseen(told)}.`,
      severity: (told) => severityByShare(told.share, "medium"),
    },
    "late-under-watermark": {
      title: (told) =>
        `${title(told)}: ${counted(told.records, "record", "records")}${worthOf(told)} ${told.records === 1 ? "was" : "were"} entered later than the sync had read up to, and never taken`,
      move: (told) =>
        `Let the sync read by when a record was entered or changed, not by ${told.detail["field"] ?? "its day"}, and run it over the listed records again${unseen(told)}.`,
      severity: (told) => severityByShare(told.share, "medium"),
    },
    "retried-twice": {
      title: (told) =>
        `${title(told)}: ${counted(told.records, "record was", "records were")} written again within the hour, word for word${worth(told)}`,
      move: (told) =>
        `Give each write a reference of its own so that a retry cannot write twice, and void the listed copies${unseen(told)}.`,
      severity: (told) => severityByShare(told.share, "medium"),
    },
    "logged-success": {
      title: (told) =>
        `${title(told)}: the log of ${told.detail["automation"] ?? "the connector"} says success for ${counted(told.records, "record that never arrived", "records that never arrived")}${worth(told)}`,
      move: (told) =>
        `Do not trust the log: have ${told.detail["automation"] ?? "the connector"} look downstream for what it wrote, and enter the listed records${unseen(told)}.`,
      severity: (told) => severityByShare(told.share, told.share >= 0.005 ? "high" : "medium"),
    },
    "no-alert": {
      title: (told) =>
        `${title(told)}: ${counted(told.records, "break", "breaks")}${worth(told)}, and ${unheard(told.detail["lacks"] ?? "")}`,
      move: (told) => `Name ${(told.detail["lacks"] ?? "").replace("owner", "an owner").replace("alert", "an alert")} of this handoff.`,
      // Its breaks are findings of their own: this one must not stand before them.
      severity: () => "medium",
    },
  },
});

function title({ handoff, detail, subject }: ToldSigns): string {
  return handoff?.title ?? detail["title"] ?? subject.id;
}

function worth(told: ToldSigns): string {
  return told.worth === undefined ? "" : `, worth ${told.worth}`;
}

/** The same within a sentence. */
function worthOf(told: ToldSigns): string {
  return told.worth === undefined ? "" : ` worth ${told.worth}`;
}

function unheard(lacks: string): string {
  if (lacks === "owner") return "nobody owns them";
  return lacks === "alert" ? "nobody is told" : "nobody owns them or is told";
}

function unseen({ handoff }: ToldSigns): string {
  return handoff !== undefined && handoff.alert === undefined ? "; nobody is told when this handoff fails: add an alert" : "";
}
