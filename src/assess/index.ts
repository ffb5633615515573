/**
 * takes: findings and the record sets behind them. gives: why they happened, as
 * far as the records prove it. never does: find a break.
 */
export { compareCaptures, staleCaptureCause, type CaptureGap } from "./stale-capture.ts";
export {
  causeOfSign,
  classify,
  followedPopulation,
  LEAST,
  linkSymptoms,
  pageLimitCause,
  readInCommon,
  searchCauses,
  tiedPopulation,
  vendorSettings,
  zeroedCause,
  type CauseContext,
  type FollowedGroup,
  type InCommon,
  type Population,
  type SettingGroup,
  type TiedGroup,
} from "./causes/index.ts";
export { byKey, monthsOf, priceFindings, withShares, type PricedRelations } from "./price/index.ts";
export { ageFindings } from "./ageing/index.ts";
export { reviewAutomations } from "./automations.ts";
export { decide } from "./decide.ts";
