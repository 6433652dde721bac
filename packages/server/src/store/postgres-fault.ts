// Errors of a PostgreSQL connection that are the network's or the server's and not ours.
import { Fault } from "#base/fault.ts"

/** The five characters of SQLSTATE, or the name of a system error. */
export function postgresErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined
  return typeof error.code === "string" ? error.code : undefined
}

export function postgresFault(cause: unknown): Fault {
  return new Fault("store.unavailable", {
    public: `The database does not answer: ${sentenceOf(postgresErrorCode(cause))}`,
    detail: { postgres: postgresErrorCode(cause) },
    cause,
  })
}

function sentenceOf(code: string | undefined): string {
  if (code === "28P01" || code === "28000") {
    return "it refuses the user or password of MODKEEP_DATABASE_URL. Check them"
  }
  if (code === "3D000")
    return "it has no database of that name. Create it, or check MODKEEP_DATABASE_URL"
  if (code === "53300") return "it has no free connection. Raise max_connections, or try again"
  return "it cannot be reached. Check that it runs and that MODKEEP_DATABASE_URL names it"
}
