// The query that an install's pages see as if it stood in their address. Never a credential, never where to send one.
import { Fault } from "#base/fault.ts"

/** Parameters of Clarifai's helper that are credentials or say where credentials go. */
const refused: ReadonlyMap<string, string> = new Map([
  ["pat", "is a credential: write it into the install's secrets"],
  ["token", "is a credential: write it into the install's secrets"],
  ["base", "says where credentials go: write CLARIFAI_API_BASE into the secrets"],
  ["ui", "says where credentials go: write CLARIFAI_UI into the secrets"],
  ["root_certificates_path", "says whom credentials are trusted to: write it into the secrets"],
  ["imv_id", "is set by Modkeep itself"],
])

interface QueryRules {
  /** Further credential and endpoint parameters, from the module's own modkeep.toml. */
  readonly sensitive?: readonly string[]
}

/** @throws Fault install.launch_query */
export function checkLaunchQuery(
  query: Readonly<Record<string, string>>,
  rules: QueryRules = {},
): Record<string, string> {
  const names = Object.keys(query)
  if (names.length > 50) throw refuse("it has over 50 parameters", "keep the ones the module reads")
  for (const name of names) {
    const reason =
      refused.get(name) ??
      (rules.sensitive?.includes(name) === true
        ? "is a credential or an endpoint: write it into the secrets"
        : undefined)
    if (reason !== undefined) throw refuse(`"${name}" ${reason}`, `and leave "${name}" out here`)
    if (/[\p{Cc}]/u.test(query[name] ?? ""))
      throw refuse(`"${name}" holds a control character`, "leave it out")
  }
  return { ...query }
}

function refuse(what: string, mend: string): Fault {
  return new Fault("install.launch_query", {
    public: `Cannot use this launch query: ${what}; ${mend}`,
  })
}
