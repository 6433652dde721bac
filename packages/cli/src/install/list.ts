// Lists installs, of one app or all.
import { allPages, pageQuery } from "../all-pages.ts"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import type { ExitCode } from "../exit-code.ts"
import { findApp } from "../find.ts"
import { printList } from "../print-list.ts"

export async function listInstalls(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const named = call.text("app")
  const filter = named === undefined ? {} : { app: await findApp(client, named) }
  const installs = allPages(
    async (cursor) =>
      (await client.call("installs.list", { query: { ...filter, ...pageQuery(cursor) } })).data,
  )
  return await printList(call, installs, [
    { title: "NAME", of: (install) => install.name },
    { title: "ID", of: (install) => install.id },
    { title: "STATE", of: (install) => install.state },
    { title: "ACCESS", of: (install) => install.access },
    { title: "BEHIND", of: ({ processes }) => processes.filter(({ behind }) => behind).length },
    { title: "ADDRESS", of: (install) => install.url },
  ])
}
