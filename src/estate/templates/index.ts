import { acquisitionImportToPlatformReporting } from "./acquisition-import-to-platform-reporting.ts";
import { closeToExecutiveDashboard } from "./close-to-executive-dashboard.ts";
import { crmLifecycleToRenewalReporting } from "./crm-lifecycle-to-renewal-reporting.ts";
import { jobToCash } from "./job-to-cash.ts";
import { quoteToWorkOrder } from "./quote-to-work-order.ts";
import { technicianActivityToInvoice } from "./technician-activity-to-invoice.ts";
import type { Template } from "./template.ts";

export type { Template, TemplateState } from "./template.ts";

/** By the workflow that each serves. */
export const TEMPLATES: Readonly<Record<string, Template>> = {
  "job-to-cash": jobToCash,
  "quote-to-work-order": quoteToWorkOrder,
  "technician-activity-to-invoice": technicianActivityToInvoice,
  "acquisition-import-to-platform-reporting": acquisitionImportToPlatformReporting,
  "crm-lifecycle-to-renewal-reporting": crmLifecycleToRenewalReporting,
  "close-to-executive-dashboard": closeToExecutiveDashboard,
};
