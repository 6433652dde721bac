// POST /templates: what a commit expects, before anything is stored. As events it tells its steps on the way.
import { route } from "../route.ts"
import { template, templateCreate, templateEvent } from "../schemas/template.ts"
import { gitFaults } from "./git-faults.ts"

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
    stream: templateEvent,
    streamsOnRequest: true,
    faults: [
      "git.address",
      ...gitFaults,
      "credential.invalid",
      "module.not_found",
      "version.other_repository",
    ],
  }),
}
