/**
 * Who is who: an entity (customer, job, payment) whose records stand in several
 * datasets that share no clean key, and how to tell which records are one.
 */
export interface Identity {
  /** `customer`. */
  readonly id: string;
  readonly title: string;
  readonly entity: string;
  readonly attributes: readonly IdentityAttribute[];
  /** The datasets that hold its records, in the order of the file. */
  readonly members: readonly IdentityMember[];
  /** Which pairs of datasets are linked, and how many records of one stand for one of the other. */
  readonly links: readonly IdentityLink[];
  /** Pairs of attributes (or single ones) within which records are compared; undefined: proposed from the data. */
  readonly blocking: readonly (readonly string[])[] | undefined;
  /** Match probability from which a link is accepted without being looked at; 0 to 1. */
  readonly accept: number;
  /** Match probability from which a link that is not accepted goes to the review queue; 0 to 1. */
  readonly review: number;
  /** ISO 3166 code of the country whose phone numbers carry no country code. */
  readonly country: string;
  /** File of decisions, below the estate's directory, with `/`: people's word on pairs. */
  readonly decisions: string;
  /** File of the frozen model, below the estate's directory; undefined: estimated anew in every run. */
  readonly model: string | undefined;
  /** Place in the estate's file, for messages. */
  readonly line: number;
}

/** Something that is said about the entity in one or more datasets, and by which records are compared. */
export interface IdentityAttribute {
  readonly name: string;
  readonly role: AttributeRole;
}

/**
 * What kind of thing an attribute is; it decides how values are standardised and compared.
 *
 * - `first-name`, `last-name`: parts of a person's name
 * - `name`: the whole name of a person or a business, in any order, with titles, legal forms, numbers
 * - `phone`, `email`, `postcode`, `address` (street line), `place` (city, suburb, birth place)
 * - `date`: a day that typing may damage (a birth date)
 * - `event-date`: a day that lags from one system to the next (a payment's)
 * - `amount`: money
 * - `memo`: words of a statement line, cut and abbreviated
 * - `legacy-id`: an id of an earlier system, with zeros or a prefix added or dropped
 * - `category`: one of few values (gender, state, occupation)
 * - `text`: any other text
 */
export type AttributeRole = (typeof ATTRIBUTE_ROLES)[number];

export const ATTRIBUTE_ROLES = [
  "first-name",
  "last-name",
  "name",
  "phone",
  "email",
  "postcode",
  "address",
  "place",
  "date",
  "event-date",
  "amount",
  "memo",
  "legacy-id",
  "category",
  "text",
] as const;

export interface IdentityMember {
  readonly dataset: string;
  /** Attribute → the fields that make it up, joined by a space. An attribute without fields is absent from this dataset. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** May two records of this dataset be the same real thing? Then its duplicates are looked for. */
  readonly duplicates: boolean;
  /** Fields of other datasets that name a record of this one by its key: what hangs on it, in records and dollars. */
  readonly references: readonly { readonly dataset: string; readonly field: string }[];
}

export interface IdentityLink {
  readonly from: string;
  readonly to: string;
  readonly cardinality: "one-to-one" | "one-to-many" | "many-to-one" | "many-to-many";
  /** Pairs of fields that, all equal, prove a link; empty: none is declared. */
  readonly key: readonly { readonly from: string; readonly to: string }[];
}

/** A person's word on one pair of records. The latest on a pair holds. */
export interface IdentityDecision {
  readonly from: RecordName;
  readonly to: RecordName;
  readonly verdict: "same" | "different";
  readonly by: string;
  /** UTC ISO 8601. */
  readonly at: string;
  readonly note: string;
}

/** One record, by its dataset and native key (parts joined by ` · `). */
export interface RecordName {
  readonly dataset: string;
  readonly key: string;
}

/** How a link came to be. */
export type LinkMethod = "decision" | "key" | "evidence";

/** What became of a candidate pair. */
export type LinkStatus =
  /** The two are one. */
  | "accepted"
  /** Too near the threshold, or as good as another: a person must say. */
  | "review"
  /** A person said that they are two. */
  | "rejected";

/** One step of the weight waterfall that explains a link. */
export interface LinkReason {
  /** The comparison: `phone`; `prior` for the weight before any evidence. */
  readonly comparison: string;
  /** What was seen: `same number`, `different`, `absent`. */
  readonly level: string;
  /** Bits of evidence: log2 of the Bayes factor; term-frequency adjustment included. */
  readonly weight: number;
}

/** A link or candidate of the crosswalk, as shown to people. */
export interface IdentityLinkShown {
  readonly identity: string;
  readonly from: RecordName;
  readonly to: RecordName;
  readonly status: LinkStatus;
  readonly method: LinkMethod;
  /** Match probability, 0 to 1, four digits. */
  readonly confidence: number;
  readonly reasons: readonly LinkReason[];
}

/**
 * The relations in which a resolved identity stands in the engine; each record of
 * every member dataset has exactly one row in `entities`.
 */
export interface Crosswalk {
  readonly identity: string;
  /** dataset VARCHAR, row BIGINT (`_row`), key VARCHAR, entity VARCHAR, confidence DOUBLE (weakest link that holds the record; 1 when alone). */
  readonly entities: string;
  /** from_dataset, from_row, from_key, to_dataset, to_row, to_key, status, method, confidence DOUBLE, weight DOUBLE, pattern INTEGER. Accepted, review and rejected pairs. */
  readonly links: string;
  /** dataset VARCHAR, row BIGINT, counterpart VARCHAR (dataset): the record has no accepted link into `counterpart`, and one under review. */
  readonly unsure: string;
}
