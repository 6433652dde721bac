// Lists a document's revisions, newest first, by the names of the keys that changed.
import { allPages, pageQuery } from "../all-pages.ts"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import type { ExitCode } from "../exit-code.ts"
import { printList } from "../print-list.ts"
import { openDocument } from "./open-document.ts"

export async function listRevisions(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const { kind, id } = await openDocument(client, call.operand(0))
  const revisions = allPages(
    async (cursor) =>
      (await client.call(`${kind}.secrets.revisions`, { params: { id }, query: pageQuery(cursor) }))
        .data,
  )
  return await printList(call, revisions, [
    { title: "REVISION", of: (revision) => revision.number },
    { title: "STATE", of: ({ current, staged }) => (current ? "current" : staged ? "staged" : "") },
    { title: "SAVED", of: (revision) => revision.createdAt, isTime: true },
    { title: "BY", of: (revision) => revision.author },
    {
      title: "KEYS",
      of: ({ added, changed, removed }) =>
        [
          ...added.map((path) => `+${path}`),
          ...changed.map((path) => `~${path}`),
          ...removed.map((path) => `-${path}`),
        ].join(" "),
    },
    { title: "REASON", of: (revision) => revision.reason },
  ])
}
