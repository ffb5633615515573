/** What a vendor calls the states of one kind of record. */
export interface Pack {
  /** The vendor's own page that tells the words. */
  readonly source: string;
  /** State of the templates → the vendor's words, as they stand in exports and answers. */
  readonly words: Readonly<Record<string, readonly string[]>>;
}
