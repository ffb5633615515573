import { soldWork, type Branch, type Job } from "./business.ts";
import { csvLine } from "./files/csv.ts";
import { dollars } from "./money.ts";
import { dispatchTime } from "./time.ts";
import { customerId } from "./world.ts";

/* Dispatch's job report, with ServiceTitan's headers and status words. */

export const jobHeader = [
  "Job #",
  "Job Status",
  "Job Type",
  "Business Unit",
  "Customer ID",
  "Customer Name",
  "Location Address",
  "Created On",
  "Scheduled On",
  "Completed On",
  "Jobs Total",
  "CRM Deal ID",
  "Summary",
];
export const jobPreamble = ["Jobs Report: 10/01/2025 - 09/30/2026"];

/** Business units split what others call one branch. */
export const dispatchUnits: Readonly<Record<Branch, readonly [service: string, install: string]>> = {
  albany: ["ALB Service", "ALB Install"],
  syracuse: ["SYR Service", "SYR Install"],
  rochester: ["ROC Service", "ROC Install"],
};

function isSold(job: Job): boolean {
  return (soldWork as readonly string[]).includes(job.type);
}

/** The business unit of a job. */
export function unitOf(job: Job): string {
  return dispatchUnits[job.person.branch][isSold(job) ? 1 : 0];
}

export function jobLine(job: Job): string {
  const { person } = job;
  return csvLine([
    job.number,
    job.status,
    job.type,
    unitOf(job),
    customerId(person),
    person.name,
    person.address,
    dispatchTime(job.created),
    dispatchTime(job.scheduled),
    job.completed === undefined ? "" : dispatchTime(job.completed),
    dollars(job.total),
    job.dealId ?? "",
    job.summary,
  ]);
}
