import type { Template } from "./template.ts";
import { jobToCash } from "./job-to-cash.ts";

export type { Template, TemplateRule, TemplateState } from "./template.ts";

/** By the workflow that each serves. */
export const TEMPLATES: Readonly<Record<string, Template>> = {
  "job-to-cash": jobToCash,
};
