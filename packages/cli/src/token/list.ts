// Lists the caller's tokens.
import { allPages, pageQuery } from "../all-pages.ts"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import type { ExitCode } from "../exit-code.ts"
import { printList } from "../print-list.ts"

export async function listTokens(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const tokens = allPages(
    async (cursor) => (await client.call("tokens.list", { query: pageQuery(cursor) })).data,
  )
  return await printList(call, tokens, [
    { title: "NAME", of: (token) => token.name },
    { title: "ID", of: (token) => token.id },
    { title: "SCOPES", of: (token) => token.scopes.join(",") },
    { title: "EXPIRES", of: (token) => token.expiresAt, isTime: true },
    { title: "LAST USED", of: (token) => token.lastUsedAt, isTime: true },
  ])
}
