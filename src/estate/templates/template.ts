import type { LifecycleSpec } from "../schema.ts";

type Dropped = false;

/** A state as a template states it. */
export type TemplateState = Exclude<NonNullable<LifecycleSpec["states"]>[string], Dropped>;

type WrittenRule = Exclude<NonNullable<LifecycleSpec["agree"]>[string], Dropped>;

/** A rule between the tracks of two roles. */
export interface TemplateRule extends Pick<WrittenRule, "within" | "of"> {
  readonly title: string;
  readonly when: NonNullable<WrittenRule["when"]>;
  readonly then: NonNullable<WrittenRule["then"]>;
}

/** A lifecycle that many companies share: its states, and what must agree between systems in their usual roles. */
export interface Template {
  readonly title: string;
  readonly entity: string;
  /** Name of a track → what it is, for the guide. */
  readonly roles: Readonly<Record<string, string>>;
  readonly states: Readonly<Record<string, TemplateState>>;
  readonly rework: readonly { readonly from: string; readonly to: string }[];
  readonly reworkLimit?: number;
  readonly agree: Readonly<Record<string, TemplateRule>>;
}
