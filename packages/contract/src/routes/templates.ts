// POST /templates: what a commit expects, before anything is stored.
import { route } from "../route.ts"
import { template, templateCreate } from "../schemas/template.ts"

export const templateRoutes = {
  "templates.create": route({
    method: "POST",
    path: "/templates",
    summary: "Read the secrets template of a commit and what its code reads",
    tag: "Templates",
    scope: "deploy",
    body: templateCreate,
    status: 200,
    answer: template,
    faults: [
      "git.address",
      "git.ref",
      "git.ref_not_found",
      "git.repository_not_found",
      "git.access_denied",
      "git.unreachable",
      "git.host_refused",
      "git.too_slow",
      "git.too_large",
      "git.directory_not_found",
      "git.unsafe_tree",
      "git.empty",
      "git.failed",
      "credential.invalid",
      "module.not_found",
    ],
  }),
}
