// Lists apps.
import { allPages, pageQuery } from "../all-pages.ts"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import type { ExitCode } from "../exit-code.ts"
import { printList } from "../print-list.ts"

export async function listApps(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const apps = allPages(
    async (cursor) => (await client.call("apps.list", { query: pageQuery(cursor) })).data,
  )
  return await printList(call, apps, [
    { title: "NAME", of: (app) => app.name },
    { title: "ID", of: (app) => app.id },
    { title: "INSTALLS", of: (app) => app.installs },
    { title: "CREATED", of: (app) => app.createdAt, isTime: true },
  ])
}
