// Lists the people of the server.
import { allPages, pageQuery } from "../all-pages.ts"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import type { ExitCode } from "../exit-code.ts"
import { printList } from "../print-list.ts"

export async function listPeople(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const people = allPages(
    async (cursor) => (await client.call("people.list", { query: pageQuery(cursor) })).data,
  )
  return await printList(call, people, [
    { title: "NAME", of: (person) => person.name },
    { title: "ID", of: (person) => person.id },
    { title: "OPERATOR", of: (person) => (person.isOperator ? "yes" : "no") },
    { title: "PASSWORD", of: (person) => (person.hasPassword ? "set" : "none") },
    { title: "OWNERS", of: ({ owners }) => owners.map(({ name }) => name).join(", ") },
    { title: "SIGNED IN", of: (person) => person.signedInAt, isTime: true },
  ])
}
