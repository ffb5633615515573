import type { Review } from "../../model/index.ts";
import { price } from "../money.ts";
import { cut } from "../plain.ts";
import { estatePriceSentence } from "../price-words.ts";
import { alsoSentence, decisionSentence, openSentence } from "../triage-words.ts";
import { count } from "../money.ts";
import { counted } from "../words.ts";
import { automationBlocks } from "./automations.ts";
import { baselineBlocks } from "./baseline.ts";
import { findingBlocks } from "./findings.ts";
import { datedOf, paperOf } from "./growth-review.ts";
import { handoffBlocks } from "./handoffs.ts";
import { lifecycleBlocks } from "./lifecycles.ts";
import { assumptionBlocks, coverageBlocks, identityBlocks, methodBlocks } from "./method.ts";
import { heading, link, list, note, paragraph, result, strong, type Block, type Inline, type ReportDocument } from "./model.ts";
import { numberBlocks } from "./numbers.ts";
import { ownershipBlocks } from "./ownership.ts";
import { placesOf } from "./places.ts";
import { systemBlocks } from "./systems.ts";
import { triageBlocks } from "./triage.ts";
import { workbookBlocks } from "./workbooks.ts";
import { workflowBlocks } from "./workflows.ts";

/**
 * The *Systems Audit*: all that a review knows, part by part, for whoever works
 * with it. What would not fit a document says where the rest is.
 */
export function systemsAudit(review: Review): ReportDocument {
  const places = placesOf(review);
  const parts: readonly (readonly [string, string, readonly Block[]])[] = [
    ["decision", "The decision", triageBlocks(places)],
    ["systems", "Systems and what was read", systemBlocks(places)],
    ["handoffs", "Handoffs", handoffBlocks(places)],
    ["ownership", "Ownership", ownershipBlocks(places)],
    ["lifecycles", "Lifecycles", lifecycleBlocks(places)],
    ["workflows", "Workflows", workflowBlocks(places)],
    ["identities", "Who is who", identityBlocks(places)],
    ["automations", "Automations", automationBlocks(places)],
    ["workbooks", "Workbooks", workbookBlocks(places)],
    ["numbers", "Numbers that people read", numberBlocks(places)],
    ["findings", "Findings", findingBlocks(places)],
    ["baseline", "The baseline", baselineBlocks(places)],
    ["coverage", "Coverage", coverageBlocks(places)],
    ["method", "Method", methodBlocks()],
    ["assumptions", "Assumptions", assumptionBlocks(places)],
  ];
  return {
    title: "Systems Audit",
    subject: cut(review.estate.title, 100),
    description: "Systems, handoffs, ownership, lifecycles, workflows, automations, workbooks, findings, baseline, coverage and method.",
    dated: datedOf(review),
    paper: paperOf(review),
    blocks: [...opening(review, parts), ...parts.flatMap(([id, title, blocks]): Block[] => [heading(1, title, id), ...blocks])],
  };
}

function opening(review: Review, parts: readonly (readonly [string, string, readonly Block[]])[]): Block[] {
  const { verdict, estate, triage } = review;
  const cost = estatePriceSentence(review);
  const more = [alsoSentence(triage.estate), openSentence(triage.estate)].filter((text) => text !== undefined).join(" ");
  const rows = review.datasets.reduce((total, dataset) => total + dataset.rows, 0);
  return [
    heading(1, "In brief"),
    result(strong(cut(verdict.sentence, 600))),
    {
      kind: "key-figures",
      figures: [
        {
          label: "Handoffs that tie out",
          value: `${count(verdict.handoffsClean)} of ${count(verdict.handoffs)}`,
          note: counted(verdict.breaks, "break"),
        },
        { label: "Money at risk", value: price(verdict.amount, estate.currency), note: "each record counted once" },
        { label: "Findings", value: count(verdict.findings), note: counted(verdict.mismatched, "state mismatch", "state mismatches") },
        { label: "Records read", value: count(rows), note: `in ${counted(review.datasets.length, "dataset")}` },
      ],
    },
    ...(cost === undefined ? [] : [paragraph(cost)]),
    paragraph(strong(cut(decisionSentence(triage.estate), 500))),
    ...(more === "" ? [] : [note(cut(more, 500))]),
    heading(2, "Parts"),
    list(parts.map(([id, title]): Inline[] => [link(id, title)])),
    { kind: "page-break" },
  ];
}
