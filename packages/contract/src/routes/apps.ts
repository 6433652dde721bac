// Apps: workspaces that install modules.
import { z } from "zod"
import { appId, ownerId } from "../ids.ts"
import { route } from "../route.ts"
import { nameFilter, pageOf, pageQuery } from "../schemas/common.ts"
import { app, appCreate, appPatch } from "../schemas/install.ts"

const params = z.object({ id: appId })
const tag = "Apps"

export const appRoutes = {
  "apps.create": route({
    method: "POST",
    path: "/apps",
    summary: "Create an app",
    tag,
    scope: "install",
    body: appCreate,
    status: 201,
    answer: app,
    idempotency: "kept",
    faults: ["app.name_taken", "owner.not_found"],
  }),
  "apps.list": route({
    method: "GET",
    path: "/apps",
    summary: "List apps",
    tag,
    scope: "read",
    query: z.object({
      ...pageQuery,
      ...nameFilter,
      owner: ownerId.optional(),
    }),
    status: 200,
    answer: pageOf(app),
    faults: ["owner.not_found"],
  }),
  "apps.get": route({
    method: "GET",
    path: "/apps/{id}",
    summary: "Show an app",
    tag,
    scope: "read",
    params,
    status: 200,
    answer: app,
    faults: ["app.not_found"],
  }),
  "apps.update": route({
    method: "PATCH",
    path: "/apps/{id}",
    summary: "Rename an app",
    tag,
    scope: "install",
    params,
    body: appPatch,
    status: 200,
    answer: app,
    faults: ["app.not_found", "app.name_taken"],
  }),
  "apps.delete": route({
    method: "DELETE",
    path: "/apps/{id}",
    summary: "Delete an app without installs",
    tag,
    scope: "install",
    params,
    status: 204,
    faults: ["app.not_found", "app.in_use"],
  }),
}
