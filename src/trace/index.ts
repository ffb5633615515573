/**
 * takes: record sets, the handoffs' match rules, the links of identities. gives:
 * one record's story across systems, each statement with its file and line, and why
 * records are held to be one. never does: judge.
 */
export type { StoryIdentity } from "./links.ts";
export type { Via } from "./reached.ts";
export type { Statement } from "./statements.ts";
export { entitiesOf, exampleKeys, tellStory, type Story } from "./story.ts";
