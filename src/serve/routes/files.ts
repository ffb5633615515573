import { z } from "@hono/zod-openapi";
import { uploaded } from "../contract/runs.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { Refusal } from "../problem.ts";

/** Exports that people bring. */
export function fileRoutes(): readonly Endpoint[] {
  return [
    endpoint({
      method: "post",
      path: "/sources/{dataset}/files",
      summary: "Bring an export of a dataset; it counts when the readers have read it",
      role: "analyst",
      unitScoped: false,
      params: z.object({ dataset: z.string().min(1).max(200) }),
      query: z.object({ name: z.string().min(1).max(200).describe("The file's name.") }),
      upload: "application/octet-stream",
      gives: {
        201: { is: "It lies among the dataset's files.", schema: uploaded },
        409: { is: "There is a file of that name." },
        413: { is: "It is too large." },
        415: { is: "The body is not application/octet-stream." },
        422: { is: "The readers cannot read it, or its name fits none of the dataset's files." },
      },
      answer: async ({ c, ports, params, query }) => {
        if (!/^application\/octet-stream\b/i.test(c.req.header("content-type") ?? "")) {
          throw new Refusal(415, "not-a-file", "The body is no file.", { detail: "Send it with Content-Type: application/octet-stream." });
        }
        const { body } = c.req.raw;
        if (body === null) throw new Refusal(422, "empty-file", "The file is empty.");
        return { status: 201, body: await ports.takeFile(params.dataset, query.name, body) };
      },
    }),
  ];
}
