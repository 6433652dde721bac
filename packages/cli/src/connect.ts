// The server a command talks to, as the person or script signed in: MODKEEP_SERVER and MODKEEP_TOKEN win over `modkeep login`.
import { Client } from "@modkeep/contract/client"
import type { Call } from "./call.ts"
import { readCredentials } from "./credentials.ts"
import { exitCode } from "./exit-code.ts"
import { serverOrigin } from "./server-origin.ts"
import { Stop } from "./stop.ts"
import { readVersion } from "./version-number.ts"

const defaultServer = "http://localhost:8700"

/** @throws Stop when nobody is signed in */
export async function connect(call: Call): Promise<Client> {
  const { server, token } = await findSignIn(call)
  if (token === undefined) {
    throw new Stop(
      exitCode.refused,
      "sign_in.required",
      `Not signed in to ${server}: run modkeep login ${server}, or set MODKEEP_SERVER and MODKEEP_TOKEN`,
    )
  }
  return makeClient(server, token)
}

export function makeClient(server: string, token: string): Client {
  return new Client({ server, token, userAgent: `modkeep/${readVersion()}` })
}

export async function findSignIn(
  call: Call,
): Promise<{ server: string; token: string | undefined }> {
  const { environment } = call
  if (environment.server !== undefined && environment.token !== undefined) {
    return { server: serverOrigin(environment.server), token: environment.token }
  }
  const stored = await readCredentials(environment.configFolder)
  const server =
    environment.server === undefined
      ? (stored.current ?? defaultServer)
      : serverOrigin(environment.server)
  return { server, token: environment.token ?? stored.tokens[server] }
}
