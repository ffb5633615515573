import { z } from "@hono/zod-openapi";
import type { NewUser } from "../../desk/index.ts";
import type { DeskUser, Scope } from "../../model/index.ts";
import { auditCheck, auditPage, newToken, newUser, tokenMade, tokens, user, userChange, users } from "../contract/session.ts";
import { pageQuery } from "../contract/exceptions.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { notFound, Refusal } from "../problem.ts";
import type { ServePorts } from "../ports.ts";
import { actorOf } from "../who.ts";

const named = z.object({ name: z.string().min(1).max(100) });
const conflict = (detail: string): Refusal => new Refusal(409, "conflict", "That cannot be done.", { detail });

/** Users, tokens and the audit log. */
export function adminRoutes(): readonly Endpoint[] {
  return [
    endpoint({
      method: "get",
      path: "/users",
      summary: "All users",
      role: "admin",
      unitScoped: false,
      gives: { 200: { is: "By name.", schema: users } },
      answer: async ({ ports }) => ({ body: { items: await ports.desk.users() } }),
    }),
    endpoint({
      method: "post",
      path: "/users",
      summary: "Add a user",
      role: "admin",
      unitScoped: false,
      body: newUser,
      gives: { 201: { is: "Added.", schema: user }, 409: { is: "The name or the address is taken." } },
      answer: async ({ ports, body }, who) => {
        const { password, ...given } = body;
        if ((await ports.desk.user(given.name)) !== undefined) throw conflict(`There is a user ${given.name} already.`);
        await refuseTaken(ports, given.name, given.email);
        const actor = actorOf(who, ports);
        const made = await ports.desk.putUser(given as NewUser, actor);
        if (password !== undefined) await ports.desk.setPassword(made.name, password, actor);
        return { status: 201, body: made };
      },
    }),
    endpoint({
      method: "patch",
      path: "/users/{name}",
      summary: "Change a user; what is not given stays",
      role: "admin",
      unitScoped: false,
      params: named,
      body: userChange,
      gives: { 200: { is: "As it is now.", schema: user }, 409: { is: "Nobody would be left who may do this." } },
      answer: async ({ ports, params, body }, who) => {
        const known = await ports.desk.user(params.name);
        if (known === undefined) throw notFound("There is no such user.");
        const { desk } = ports;
        const actor = actorOf(who, ports);
        const next: DeskUser = {
          ...known,
          display: body.display ?? known.display,
          email: body.email === undefined ? known.email : (body.email ?? undefined),
          role: body.role ?? known.role,
          units: body.units === undefined ? known.units : (body.units ?? undefined),
        };
        const stays = body.disabled === true || (body.disabled === undefined && known.disabledAt !== undefined) ? "disabled" : "active";
        if (stays === "disabled" || next.role !== "admin") await refuseLastAdmin(ports, known);
        await refuseTaken(ports, next.name, next.email);
        if (stays === "active") {
          const { name, display, email, role, units } = next;
          await desk.putUser({ name, display, email, role, units }, actor);
        } else if (known.disabledAt === undefined) await desk.disableUser(known.name, actor);
        if (body.password !== undefined) await desk.setPassword(known.name, body.password, actor);
        return { body: await desk.user(known.name) };
      },
    }),
    endpoint({
      method: "get",
      path: "/tokens",
      summary: "One's own tokens; all of them for admins",
      role: "viewer",
      unitScoped: false,
      gives: { 200: { is: "The newest first, without their secrets.", schema: tokens } },
      answer: async ({ ports }, { user: own }) => ({
        body: { items: await ports.desk.tokens(own.role === "admin" ? undefined : own.name) },
      }),
    }),
    endpoint({
      method: "post",
      path: "/tokens",
      summary: "Make a token for a program; its secret is shown once",
      role: "viewer",
      unitScoped: false,
      sessionOnly: true,
      body: newToken,
      gives: { 201: { is: "Made.", schema: tokenMade } },
      answer: async ({ ports, body }, who) => {
        const of = body.user ?? who.user.name;
        if (of !== who.user.name && who.user.role !== "admin")
          throw new Refusal(403, "forbidden", "This is not yours to do.", { detail: "Tokens for others are made by admins." });
        if (body.expiresAt !== undefined && body.expiresAt <= ports.now())
          throw new Refusal(422, "bad-body", "The body cannot be used.", { detail: "expiresAt is over." });
        const { name, scopes, expiresAt } = body;
        const wanted = { name, user: of, scopes: scopes as readonly Scope[], ...(expiresAt === undefined ? {} : { expiresAt }) };
        const made = await ports.desk.createToken(wanted, actorOf(who, ports)).catch((error: unknown) => {
          if (error instanceof RangeError) throw new Refusal(422, "bad-body", "The body cannot be used.", { detail: error.message });
          throw error;
        });
        return { status: 201, body: made };
      },
    }),
    endpoint({
      method: "delete",
      path: "/tokens/{id}",
      summary: "End a token: one's own, or any for admins",
      role: "viewer",
      unitScoped: false,
      sessionOnly: true,
      params: z.object({ id: z.string().regex(/^[0-9a-zA-Z-]{1,64}$/) }),
      gives: { 204: { is: "It no longer counts." } },
      answer: async ({ ports, params }, who) => {
        const own = await ports.desk.tokens(who.user.role === "admin" ? undefined : who.user.name);
        if (!own.some(({ id }) => id === params.id)) throw notFound();
        await ports.desk.revokeToken(params.id, actorOf(who, ports));
        return { status: 204 };
      },
    }),
    endpoint({
      method: "get",
      path: "/audit",
      summary: "The audit log, newest first",
      role: "admin",
      unitScoped: false,
      query: z.object(pageQuery),
      gives: { 200: { is: "A page.", schema: auditPage } },
      answer: async ({ ports, query }) => {
        const limit = query.limit ?? 50;
        if (query.cursor !== undefined && !/^[1-9]\d{0,14}$/.test(query.cursor)) {
          throw new Refusal(400, "bad-cursor", "The cursor is none of ours.", { detail: "Begin again without it." });
        }
        const items = await ports.desk.auditLog({ limit, ...(query.cursor === undefined ? {} : { before: Number(query.cursor) }) });
        const last = items.at(-1)?.seq ?? 1;
        return { body: { items, next: items.length === limit && last > 1 ? String(last) : undefined } };
      },
    }),
    endpoint({
      method: "get",
      path: "/audit/check",
      summary: "Walk the audit log's chain of hashes",
      role: "admin",
      unitScoped: false,
      gives: { 200: { is: "Does it hold?", schema: auditCheck } },
      answer: async ({ ports }) => {
        const verdict = await ports.desk.verifyAudit();
        const sentence = verdict.intact ? `The audit log is intact: ${verdict.rows} rows.` : verdict.sentence;
        return { body: { ...verdict, sentence } };
      },
    }),
  ];
}

/** By an address people sign in: it means one person. */
async function refuseTaken({ desk }: ServePorts, name: string, email: string | undefined): Promise<void> {
  if (email === undefined) return;
  const taken = (await desk.users()).find((other) => other.name !== name && other.email?.toLowerCase() === email.toLowerCase());
  if (taken !== undefined) throw conflict(`${email} is the address of ${taken.name}.`);
}

async function refuseLastAdmin({ desk }: ServePorts, known: DeskUser): Promise<void> {
  if (known.role !== "admin" || known.disabledAt !== undefined) return;
  const others = (await desk.users()).some(
    ({ name, role, disabledAt }) => name !== known.name && role === "admin" && disabledAt === undefined,
  );
  if (!others) throw conflict("Nobody would be left who may manage users.");
}
