// Handlers of apps and installs.
import type { Handlers } from "#api/handler.ts"
import { lastSeen } from "#api/last-seen.ts"
import { createApp, deleteApp, updateApp } from "#operations/change-app.ts"
import { changeInstallState } from "#operations/change-install-state.ts"
import type { Context } from "#operations/context.ts"
import { checkUpgrade } from "#operations/check-upgrade.ts"
import { createInstall } from "#operations/create-install.ts"
import { deleteInstall } from "#operations/delete-install.ts"
import { followInstall, showInstallEvents } from "#operations/follow-install.ts"
import { followLogs, listLogs } from "#operations/follow-logs.ts"
import { linkInstall } from "#operations/link-install.ts"
import { restartProcess } from "#operations/restart-process.ts"
import { rollbackInstall } from "#operations/rollback-install.ts"
import { listApps, showApp } from "#operations/show-app.ts"
import { showAuth } from "#operations/show-auth.ts"
import { showRollback } from "#operations/show-rollback.ts"
import { listInstalls, showInstall } from "#operations/show-install.ts"
import { updateInstall } from "#operations/update-install.ts"
import { upgradeInstall } from "#operations/upgrade-install.ts"

type Names = Exclude<
  Extract<keyof Handlers, `apps.${string}` | `installs.${string}`>,
  `installs.secrets.${string}`
>

export function installHandlers(context: Context): Pick<Handlers, Names> {
  return {
    "apps.create": async ({ actor, body }) => ({ data: await createApp(context, actor, body) }),
    "apps.list": async ({ actor, query }) => ({ data: await listApps(context, actor, query) }),
    "apps.get": async ({ actor, params }) => ({ data: await showApp(context, actor, params.id) }),
    "apps.update": async ({ actor, params, body }) => ({
      data: await updateApp(context, actor, { id: params.id, name: body.name }),
    }),
    "apps.delete": async ({ actor, params }) => ({
      data: await deleteApp(context, actor, params.id),
    }),
    "installs.create": async ({ actor, params, body }) => ({
      data: await createInstall(context, actor, { ...body, app: params.id }),
    }),
    "installs.list": async ({ actor, query }) => ({
      data: await listInstalls(context, actor, query),
    }),
    "installs.list_of_app": async ({ actor, params, query }) => {
      await showApp(context, actor, params.id)
      return { data: await listInstalls(context, actor, { ...query, app: params.id }) }
    },
    "installs.get": async ({ actor, params }) => ({
      data: await showInstall(context, actor, params.id),
    }),
    "installs.update": async ({ actor, params, body }) => ({
      data: await updateInstall(context, actor, { ...body, id: params.id }),
    }),
    "installs.delete": async ({ actor, params }) => ({
      data: await deleteInstall(context, actor, params.id),
    }),
    "installs.start": async ({ actor, params }) => ({
      data: await changeInstallState(context, actor, params.id, "start"),
    }),
    "installs.sleep": async ({ actor, params }) => ({
      data: await changeInstallState(context, actor, params.id, "sleep"),
    }),
    "installs.stop": async ({ actor, params }) => ({
      data: await changeInstallState(context, actor, params.id, "stop"),
    }),
    "installs.restart": async ({ actor, params }) => ({
      data: await changeInstallState(context, actor, params.id, "restart"),
    }),
    "installs.restart_process": async ({ actor, params }) => ({
      data: await restartProcess(context, actor, params),
    }),
    "installs.upgrade": async ({ actor, params, body }) => ({
      data: await upgradeInstall(context, actor, { ...body, id: params.id }),
    }),
    "installs.upgrade.check": async ({ actor, params, body }) => ({
      data: await checkUpgrade(context, actor, { ...body, id: params.id }),
    }),
    "installs.rollback": async ({ actor, params }) => ({
      data: await rollbackInstall(context, actor, params.id),
    }),
    "installs.rollback.check": async ({ actor, params }) => ({
      data: await showRollback(context, actor, params.id),
    }),
    "installs.link": async ({ actor, params }) => ({
      data: await linkInstall(context, actor, params.id),
    }),
    "installs.logs": async ({ actor, params, query, wantsEvents, lastEventId, signal }) => {
      const request = {
        id: params.id,
        after: lastSeen({ lastEventId, query }),
        limit: query.limit,
      }
      if (wantsEvents) return { events: await followLogs(context, actor, { ...request, signal }) }
      return { data: await listLogs(context, actor, request) }
    },
    "installs.events": async ({ actor, params: { id }, wantsEvents, signal }) =>
      wantsEvents
        ? { events: await followInstall(context, actor, { id, signal }) }
        : { data: await showInstallEvents(context, actor, id) },
    "installs.auth": async ({ actor, params }) => ({
      data: await showAuth(context, actor, params.id),
    }),
  }
}
