// Versions: created from a commit, built, retried, deleted. Build progress comes as events.
import { z } from "zod"
import { moduleId, versionId } from "../ids.ts"
import { route } from "../route.ts"
import { pageOf, pageQuery } from "../schemas/common.ts"
import {
  buildEvent,
  buildOptions,
  installableKey,
  version,
  versionCreate,
  versionCreated,
} from "../schemas/version.ts"
import { gitFaults } from "./git-faults.ts"

const params = z.object({ id: versionId })
const tag = "Versions"

export const versionRoutes = {
  "versions.create": route({
    method: "POST",
    path: "/modules/{id}/versions",
    summary: "Create a version: check its secrets, store them sealed, build its environment",
    tag,
    scope: "deploy",
    params: z.object({ id: moduleId }),
    body: versionCreate,
    bodyOptional: true,
    status: 201,
    answer: versionCreated,
    idempotency: "kept",
    faults: [
      "module.not_found",
      "version.secrets_blank",
      "secrets.refused",
      "version.other_repository",
      "version.entrypoint",
      "version.not_found",
      ...gitFaults,
      "environment.dependencies",
    ],
  }),
  "versions.list": route({
    method: "GET",
    path: "/modules/{id}/versions",
    summary: "List a module's versions, newest first",
    tag,
    scope: "read",
    params: z.object({ id: moduleId }),
    query: z.object({ ...pageQuery, number: z.coerce.number().int().min(1).optional() }),
    status: 200,
    answer: pageOf(version),
    faults: ["module.not_found"],
  }),
  "versions.get": route({
    method: "GET",
    path: "/versions/{id}",
    summary: "Show a version",
    tag,
    scope: "read",
    params,
    status: 200,
    answer: version,
    faults: ["version.not_found"],
  }),
  "versions.keys": route({
    method: "GET",
    path: "/versions/{id}/keys",
    summary:
      "List the keys that an install of the version may set, and which it must, without values",
    tag,
    scope: "read",
    params,
    status: 200,
    answer: pageOf(installableKey),
    faults: ["version.not_found"],
  }),
  "versions.events": route({
    method: "GET",
    path: "/versions/{id}/events",
    summary: "Follow the build",
    tag,
    scope: "read",
    params,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(5000).default(1000),
      cursor: z.string().max(20).optional(),
    }),
    status: 200,
    answer: pageOf(buildEvent),
    stream: buildEvent,
    faults: ["version.not_found"],
  }),
  "versions.retry": route({
    method: "POST",
    path: "/versions/{id}/retry",
    summary: "Build a failed version again, with other options if given",
    tag,
    scope: "deploy",
    params,
    body: buildOptions,
    bodyOptional: true,
    status: 202,
    answer: version,
    idempotency: "kept",
    faults: ["version.not_found", "version.not_failed"],
  }),
  "versions.delete": route({
    method: "DELETE",
    path: "/versions/{id}",
    summary: "Delete a version and its secrets",
    tag,
    scope: "deploy",
    params,
    status: 204,
    faults: ["version.not_found", "version.in_use"],
  }),
}
