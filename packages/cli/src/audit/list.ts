// Lists the audit log. Its entries never hold a value.
import { allPages, pageQuery } from "../all-pages.ts"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import type { ExitCode } from "../exit-code.ts"
import { printList } from "../print-list.ts"
import { withoutUndefined } from "../without-undefined.ts"

export async function listAudit(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const filter = withoutUndefined({
    subject: call.text("subject"),
    action: call.text("action"),
    owner: call.text("owner"),
  })
  const entries = allPages(
    async (cursor) =>
      (await client.call("audit.list", { query: { ...filter, ...pageQuery(cursor) } })).data,
  )
  return await printList(call, entries, [
    { title: "TIME", of: (entry) => entry.at, isTime: true },
    { title: "WHO", of: ({ actor }) => actor.name },
    { title: "DID", of: (entry) => entry.action },
    { title: "TO", of: (entry) => entry.subject },
    { title: "OUTCOME", of: (entry) => entry.outcome },
  ])
}
