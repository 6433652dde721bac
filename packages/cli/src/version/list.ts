// Lists the versions of a module, newest first.
import { allPages, pageQuery } from "../all-pages.ts"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import type { ExitCode } from "../exit-code.ts"
import { findModule } from "../find.ts"
import { printList } from "../print-list.ts"

export async function listVersions(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findModule(client, call.operand(0))
  const versions = allPages(
    async (cursor) =>
      (await client.call("versions.list", { params: { id }, query: pageQuery(cursor) })).data,
  )
  return await printList(call, versions, [
    { title: "NUMBER", of: (version) => version.number },
    { title: "ID", of: (version) => version.id },
    { title: "STATE", of: (version) => version.state },
    { title: "COMMIT", of: ({ commit }) => commit.slice(0, 10) },
    { title: "SUBJECT", of: ({ subject }) => subject.slice(0, 60) },
    { title: "INSTALLS", of: (version) => version.installs },
    { title: "CREATED", of: (version) => version.createdAt, isTime: true },
  ])
}
