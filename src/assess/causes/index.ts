/**
 * takes: groups of breaks, and the records among which they lie. gives: why they
 * happen, as far as the records tell: a cause with its class, its figures and what
 * would refute it. never does: find a break, or tell a story where there is noise.
 */
export { classify, type CauseContext } from "./classify.ts";
export { followedPopulation, type FollowedGroup } from "./followed-records.ts";
export { readInCommon, type InCommon } from "./in-common.ts";
export type { Evidence, Part, Population } from "./population.ts";
export { causeOfSign, pageLimitCause, zeroedCause } from "./known.ts";
export { searchCauses } from "./search.ts";
export { LEAST } from "./searchable.ts";
export { tiedPopulation, type TiedGroup } from "./tied-records.ts";
export { linkSymptoms, type SymptomRelations } from "./symptoms.ts";
export { vendorSettings, type SettingGroup } from "./vendor-setting.ts";
