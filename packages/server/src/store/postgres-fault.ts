// Errors of a PostgreSQL connection that are the network's or the server's and not ours.
import { Fault } from "#base/fault.ts"

/** The five characters of SQLSTATE, or the name of a system error. */
export function postgresErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined
  return typeof error.code === "string" ? error.code : undefined
}

/** Whether the statement failed because its connection ended: the server stopped, the network broke, a time-out closed it. */
export function isLostConnection(error: unknown): boolean {
  const code = postgresErrorCode(error)
  // Class 08 is "connection exception", 57P "operator intervention". pg gives some of its own errors no code at all.
  if (code !== undefined) {
    return /^(08...|57P..|25P03|ECONNRESET|EPIPE|ETIMEDOUT|ECONNREFUSED)$/.test(code)
  }
  return error instanceof Error && /^Connection terminated|not queryable/.test(error.message)
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
