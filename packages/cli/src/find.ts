// Finds what a person means by a name: an id as it stands, otherwise the one thing of that name among those they may see.
//
// `hello@3` is version 3 of module hello, `hello@latest` its newest; `demo/hello` is install hello of app demo.
import type { Client } from "@modkeep/contract/client"
import { allPages, pageQuery } from "./all-pages.ts"
import { exitCode } from "./exit-code.ts"
import { Stop } from "./stop.ts"

export async function findModule(client: Client, typed: string): Promise<string> {
  if (isId("mod", typed)) return typed
  const modules = allPages(
    async (cursor) =>
      (await client.call("modules.list", { query: { ...named(typed), ...pageQuery(cursor) } }))
        .data,
  )
  return await only("module", typed, modules)
}

export async function findApp(client: Client, typed: string): Promise<string> {
  if (isId("app", typed)) return typed
  const apps = allPages(
    async (cursor) =>
      (await client.call("apps.list", { query: { ...named(typed), ...pageQuery(cursor) } })).data,
  )
  return await only("app", typed, apps)
}

export async function findVersion(client: Client, typed: string): Promise<string> {
  if (isId("ver", typed)) return typed
  const at = typed.lastIndexOf("@")
  const number = typed.slice(at + 1)
  if (at <= 0 || !/^(\d{1,9}|latest)$/.test(number)) {
    throw new Stop(
      exitCode.wrongUse,
      "use.version",
      `A version is ver_… or MODULE@NUMBER, such as hello@3 or hello@latest`,
    )
  }
  const id = await findModule(client, typed.slice(0, at))
  const versions = allPages(
    async (cursor) =>
      (await client.call("versions.list", { params: { id }, query: pageQuery(cursor) })).data,
  )
  for await (const version of versions) {
    if (number === "latest" || version.number === Number(number)) return version.id
  }
  const module = typed.slice(0, at)
  throw notFound("version", typed, `modkeep version list ${module}`)
}

export async function findInstall(client: Client, typed: string): Promise<string> {
  if (isId("ins", typed)) return typed
  const slash = typed.indexOf("/")
  if (slash === -1) {
    const all = allPages(
      async (cursor) =>
        (await client.call("installs.list", { query: { ...named(typed), ...pageQuery(cursor) } }))
          .data,
    )
    return await only("install", typed, all)
  }
  const id = await findApp(client, typed.slice(0, slash))
  const name = typed.slice(slash + 1)
  const installs = allPages(async (cursor) => {
    const query = { ...named(name), ...pageQuery(cursor) }
    return (await client.call("installs.list_of_app", { params: { id }, query })).data
  })
  return await only("install", name, installs)
}

export async function findPerson(client: Client, typed: string): Promise<string> {
  if (isId("usr", typed)) return typed
  const people = allPages(
    async (cursor) =>
      (await client.call("people.list", { query: { ...named(typed), ...pageQuery(cursor) } })).data,
  )
  return await only("person", typed, people)
}

/** Narrows a list to names that have the text in them; one that is too long for a name is in none. */
function named(text: string): { name?: string } {
  return text.length <= 80 ? { name: text } : {}
}

function isId(prefix: string, typed: string): boolean {
  return new RegExp(`^${prefix}_[0-9a-z]{26}$`).test(typed)
}

async function only(
  kind: string,
  name: string,
  things: AsyncIterable<{ id: string; name: string }>,
): Promise<string> {
  const ids: string[] = []
  for await (const thing of things) if (thing.name === name) ids.push(thing.id)
  const [first, ...more] = ids
  if (first === undefined) throw notFound(kind, name)
  if (more.length === 0) return first
  throw new Stop(
    exitCode.wrongUse,
    "use.ambiguous",
    `More than one ${kind} is named "${name}": say which by its id: ${ids.join(", ")}`,
  )
}

function notFound(kind: string, typed: string, list = `modkeep ${kind} list`): Stop {
  return new Stop(
    exitCode.notFound,
    `${kind}.not_found`,
    `There is no ${kind} "${typed}". ${list} shows all`,
  )
}
