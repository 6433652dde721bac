// Lists modules.
import { allPages, pageQuery } from "../all-pages.ts"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import type { ExitCode } from "../exit-code.ts"
import { printList } from "../print-list.ts"

export async function listModules(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const modules = allPages(
    async (cursor) => (await client.call("modules.list", { query: pageQuery(cursor) })).data,
  )
  return await printList(call, modules, [
    { title: "NAME", of: (module) => module.name },
    { title: "ID", of: (module) => module.id },
    { title: "LATEST", of: ({ latest }) => latest?.number },
    { title: "STATE", of: ({ latest }) => latest?.state },
    { title: "REPOSITORY", of: (module) => module.repository },
    { title: "CREATED", of: (module) => module.createdAt, isTime: true },
  ])
}
