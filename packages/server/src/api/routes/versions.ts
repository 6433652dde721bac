// Handlers of versions and their builds.
import type { Handlers } from "#api/handler.ts"
import { lastSeen } from "#api/last-seen.ts"
import type { Context } from "#operations/context.ts"
import { createVersion } from "#operations/create-version.ts"
import { deleteVersion } from "#operations/delete-version.ts"
import { followBuild, listBuildEvents } from "#operations/follow-build.ts"
import { listInstallableKeys } from "#operations/list-installable-keys.ts"
import { previewEnvironment } from "#operations/preview-environment.ts"
import { retryVersion } from "#operations/retry-version.ts"
import { listVersions, showVersion } from "#operations/show-version.ts"

type Names =
  | "versions.create"
  | "versions.environment"
  | "versions.list"
  | "versions.get"
  | "versions.keys"
  | "versions.events"
  | "versions.retry"
  | "versions.delete"

export function versionHandlers(context: Context): Pick<Handlers, Names> {
  return {
    "versions.create": async ({ actor, params, body, signal }) => ({
      data: await createVersion(context, actor, { ...body, module: params.id, signal }),
    }),
    "versions.environment": async ({ actor, params, body, signal }) => ({
      data: await previewEnvironment(context, actor, { ...body, module: params.id, signal }),
    }),
    "versions.list": async ({ actor, params, query }) => ({
      data: await listVersions(context, actor, { ...query, module: params.id }),
    }),
    "versions.get": async ({ actor, params }) => ({
      data: await showVersion(context, actor, params.id),
    }),
    "versions.keys": async ({ actor, params }) => ({
      data: await listInstallableKeys(context, actor, params.id),
    }),
    "versions.events": async ({ actor, params, query, wantsEvents, lastEventId, signal }) => {
      const request = {
        id: params.id,
        after: lastSeen({ lastEventId, query }),
        limit: query.limit,
      }
      if (wantsEvents) return { events: await followBuild(context, actor, { ...request, signal }) }
      return { data: await listBuildEvents(context, actor, request) }
    },
    "versions.retry": async ({ actor, params, body }) => ({
      data: await retryVersion(context, actor, { id: params.id, options: body ?? {} }),
    }),
    "versions.delete": async ({ actor, params }) => ({
      data: await deleteVersion(context, actor, params.id),
    }),
  }
}
