import { z } from "@hono/zod-openapi";
import { ROLES, SCOPES } from "../../model/index.ts";
import { count, instant, known, text, typed, type Read } from "./parts.ts";

const mode = z.enum(["local", "team"]).describe("local: this computer alone, signed in by a link; team: accounts.");

/** How people sign in here; open to anybody. */
export const signInWays = z
  .object({
    mode,
    link: z.boolean().describe("By the link that `tieout serve` prints."),
    password: z.boolean().describe("By e-mail address or name, and password."),
    oidc: known(z.object({ title: text("What its button says."), href: text("Where it begins.") }), "By the company's own sign-in."),
  })
  .openapi("SignInWays");
export type SignInWays = Read<typeof signInWays>;

export const signIn = z
  .union([
    z.strictObject({ token: z.string().min(1).max(200).describe("Of the link.") }),
    z.strictObject({ email: z.string().trim().min(1).max(320).describe("Address or name."), password: z.string().min(1).max(1024) }),
  ])
  .openapi("SignIn");
export type SignIn = Read<typeof signIn>;

export const session = z
  .object({
    name: text("The user's name: what stands in histories."),
    display: text("Name for people."),
    role: z.enum(ROLES),
    units: known(z.array(z.string()), "The units that may be seen; left out: all."),
    scopes: z.array(z.enum(SCOPES)).describe("What may be done."),
    mode,
    csrf: known(z.string(), "Send it as X-CSRF-Token with everything that changes something; left out for tokens, which need none."),
    estate: z.object({
      name: text("Machine name."),
      title: text("For people."),
      currency: text("ISO 4217."),
      timeZone: text("IANA name: days and due dates are counted in it."),
      units: z.array(z.object({ id: z.string(), title: z.string() })),
    }),
  })
  .openapi("Session");
export type Session = Read<typeof session>;

export const user = z
  .object({
    name: text("Unique; stands in histories."),
    display: text("Name for people."),
    email: known(z.string(), "By which the user may sign in."),
    role: z.enum(ROLES),
    units: known(z.array(z.string()), "Of a worker: the units it is for; left out: all."),
    createdAt: instant("When it was made."),
    disabledAt: known(z.string(), "Since when it may no longer sign in."),
  })
  .openapi("User");
export type User = Read<typeof user>;

const password = z.string().min(12).max(1024).describe("At least 12 characters; never shown again.");
export const newUser = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._@+-]{0,99}$/)
      .describe("Lower case; unique."),
    display: typed(200, "Name for people."),
    email: z.email().max(320).optional(),
    role: z.enum(ROLES),
    units: z.array(typed(200, "Id of a unit.")).max(1000).optional(),
    password: password.optional(),
  })
  .openapi("NewUser");
export type NewUserBody = Read<typeof newUser>;

export const userChange = z
  .strictObject({
    display: typed(200, "Name for people.").optional(),
    email: z.email().max(320).nullable().optional().describe("null: none."),
    role: z.enum(ROLES).optional(),
    units: z.array(typed(200, "Id of a unit.")).max(1000).nullable().optional().describe("null: all units."),
    password: password.optional(),
    disabled: z.boolean().optional().describe("true: its sessions end and its tokens no longer count; false: it may sign in again."),
  })
  .openapi("UserChange");
export type UserChange = Read<typeof userChange>;

export const users = z.object({ items: z.array(user) }).openapi("Users");

const token = z
  .object({
    id: z.string(),
    name: z.string(),
    user: text("For whom it acts."),
    scopes: z.array(z.enum(SCOPES)),
    createdAt: instant("When it was made."),
    expiresAt: known(z.string(), "When it ends by itself."),
    revokedAt: known(z.string(), "When it was ended."),
    lastUsedAt: known(z.string(), "To the minute."),
  })
  .openapi("Token");
export type Token = Read<typeof token>;
export const tokens = z.object({ items: z.array(token) }).openapi("Tokens");

export const newToken = z
  .strictObject({
    name: typed(100, "What it is for."),
    scopes: z.array(z.enum(SCOPES)).min(1).max(4),
    user: z.string().max(100).optional().describe("For whom it acts; oneself when not given. For others: admins alone."),
    expiresAt: z.iso.datetime({ offset: true }).optional(),
  })
  .openapi("NewToken");
export type NewTokenBody = Read<typeof newToken>;
export const tokenMade = z.object({ token, secret: text("Shown once: it is kept as a hash.") }).openapi("TokenMade");
export type TokenMade = Read<typeof tokenMade>;

const auditEntry = z
  .object({
    seq: count("Number, from 1, without a gap."),
    at: instant("When."),
    actor: text("Who."),
    action: text("What."),
    subject: text("To what."),
    content: z.unknown(),
    hash: text("SHA-256 over this row and the hash before."),
  })
  .openapi("AuditEntry");
export const auditPage = z.object({ items: z.array(auditEntry), next: known(z.string(), "Cursor of the next page.") }).openapi("AuditPage");
export type AuditPage = Read<typeof auditPage>;
export const auditCheck = z
  .object({
    intact: z.boolean(),
    rows: count("Rows that hold."),
    at: known(z.int(), "The first row that does not hold."),
    fault: known(z.string(), "What is wrong with it."),
    sentence: text("The verdict, in words."),
  })
  .openapi("AuditCheck");
export type AuditCheck = Read<typeof auditCheck>;
