/**
 * takes: record sets and the handoffs' match rules. gives: one record's story
 * across systems, each statement with its file and line. never does: judge.
 */
export { exampleKeys, tellStory, type Statement, type Story } from "./story.ts";
