// Which credentials and identifiers a module gets from its environment and from a visitor's query, decided the same way on the page,
// in the server and (python/modkeep_runtime/auth.py) inside the process. `cases.json` holds both to one table.
//
// A query parameter that says where to send credentials counts only when the same query brings exactly the credential that would be
// sent there, once and not blank: a link must never send the author's credential to a host of its own choice.

/** One field: where it is found in the environment and in the query, and what it is. */
export interface AuthField {
  readonly name: string
  readonly env: string
  readonly query: string
  readonly kind: "identifier" | "credential" | "endpoint"
  /** Endpoints only: the credential fields of which the query must bring exactly one. */
  readonly of?: readonly string[]
}

export interface AuthRules {
  readonly fields: readonly AuthField[]
  /** Groups of fields of which a module takes exactly one; one from the query displaces the environment's others for that run. */
  readonly exactlyOne: readonly (readonly string[])[]
  readonly required: readonly string[]
}

export interface AuthProblem {
  readonly code: "missing" | "ambiguous"
  readonly fields: readonly string[]
}

export interface ResolvedAuth {
  readonly values: Readonly<Record<string, { value: string; from: "environment" | "query" }>>
  /** Environment names that the run must not see: the query brought another credential of their group. */
  readonly hidden: readonly string[]
  /** Query names that were not honoured: endpoints without their own credential. */
  readonly dropped: readonly string[]
  readonly problems: readonly AuthProblem[]
}

const credentials = ["pat", "token"] as const

/** What `clarifai`'s `ClarifaiAuthHelper` reads. */
export const clarifai: AuthRules = {
  fields: [
    { name: "user_id", env: "CLARIFAI_USER_ID", query: "user_id", kind: "identifier" },
    { name: "app_id", env: "CLARIFAI_APP_ID", query: "app_id", kind: "identifier" },
    { name: "token", env: "CLARIFAI_SESSION_TOKEN", query: "token", kind: "credential" },
    { name: "pat", env: "CLARIFAI_PAT", query: "pat", kind: "credential" },
    { name: "base", env: "CLARIFAI_API_BASE", query: "base", kind: "endpoint", of: credentials },
    { name: "ui", env: "CLARIFAI_UI", query: "ui", kind: "endpoint", of: credentials },
    {
      name: "root_certificates_path",
      env: "CLARIFAI_ROOT_CERTIFICATES_PATH",
      query: "root_certificates_path",
      kind: "endpoint",
      of: credentials,
    },
  ],
  exactlyOne: [credentials],
  required: ["user_id"],
}

/** @returns what a module with these rules sees; `problems` matter only to modules whose code asks for the fields. */
export function resolveAuth(
  environment: Readonly<Record<string, string | undefined>>,
  query: string,
  rules: AuthRules = clarifai,
): ResolvedAuth {
  const { kept, dropped } = judge(pairsOf(query), rules)
  const given = new Map(kept)
  const values = new Map<string, { value: string; from: "environment" | "query" }>()
  for (const field of rules.fields) {
    const fromQuery = given.get(field.query)
    const fromEnvironment = environment[field.env]
    if (fromQuery !== undefined) values.set(field.name, { value: fromQuery, from: "query" })
    else if (fromEnvironment !== undefined && !isBlank(fromEnvironment)) {
      values.set(field.name, { value: fromEnvironment, from: "environment" })
    }
  }
  const hidden: string[] = []
  for (const group of rules.exactlyOne) {
    if (!group.some((name) => values.get(name)?.from === "query")) continue
    for (const field of rules.fields) {
      if (!group.includes(field.name) || values.get(field.name)?.from === "query") continue
      hidden.push(field.env)
      values.delete(field.name)
    }
  }
  return {
    values: Object.fromEntries(values),
    hidden,
    dropped,
    problems: problemsOf(new Set(values.keys()), rules),
  }
}

/**
 * The query as a module may see it: endpoints without their own credential are gone, a blank field is as good as none, and of a
 * repeated field the last one counts. A query that needs no change comes back as it is.
 */
export function filterQuery(query: string, rules: AuthRules = clarifai): string {
  const pairs = pairsOf(query)
  const { kept } = judge(pairs, rules)
  return kept.length === pairs.length ? query : new URLSearchParams(kept).toString()
}

type Pair = [name: string, value: string]

/** Exactly what Python's `parse_qsl` reads; unlike URLSearchParams' constructor, a leading "?" belongs to the first name. */
function pairsOf(query: string): Pair[] {
  return query === "" ? [] : [...new URLSearchParams(`?${query}`)]
}

function judge(pairs: readonly Pair[], rules: AuthRules): { kept: Pair[]; dropped: string[] } {
  const byQuery = new Map(rules.fields.map((field) => [field.query, field]))
  const byName = new Map(rules.fields.map((field) => [field.name, field]))
  const isUnlocked = (field: AuthField) => {
    const names = (field.of ?? []).map((name) => byName.get(name)?.query)
    const brought = pairs.filter(([name]) => names.includes(name))
    return brought.length === 1 && brought.every(([, value]) => !isBlank(value))
  }
  const lastPlace = new Map<string, number>()
  for (const [place, [name, value]] of pairs.entries()) {
    if (!isBlank(value)) lastPlace.set(name, place)
  }
  const dropped = new Set<string>()
  const kept = pairs.filter(([name], place) => {
    const field = byQuery.get(name)
    if (field === undefined) return true
    if (field.kind === "endpoint" && !isUnlocked(field)) {
      dropped.add(name)
      return false
    }
    return lastPlace.get(name) === place
  })
  return { kept, dropped: [...dropped].toSorted() }
}

function problemsOf(present: ReadonlySet<string>, rules: AuthRules): AuthProblem[] {
  const problems: AuthProblem[] = rules.required
    .filter((name) => !present.has(name))
    .map((name) => ({ code: "missing", fields: [name] }))
  for (const group of rules.exactlyOne) {
    const found = group.filter((name) => present.has(name))
    if (found.length === 0) problems.push({ code: "missing", fields: group })
    else if (found.length > 1) problems.push({ code: "ambiguous", fields: found })
  }
  return problems
}

/** White space of every kind, controls and zero-width characters: what no credential consists of. Written out, because the
 * built-in notions of white space of the two languages differ. */
// oxlint-disable-next-line no-control-regex -- control characters are part of what counts as blank
const blank =
  /^[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]*$/u

function isBlank(text: string): boolean {
  return blank.test(text)
}
