// Forgets a token. The server is not asked: this works without it.
import type { Call } from "../call.ts"
import { readCredentials, writeCredentials } from "../credentials.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { serverOrigin } from "../server-origin.ts"
import { Stop } from "../stop.ts"

export async function logout(call: Call): Promise<ExitCode> {
  const { terminal, environment } = call
  const stored = await readCredentials(environment.configFolder)
  const server = call.operands[0] === undefined ? stored.current : serverOrigin(call.operands[0])
  if (server === undefined || stored.tokens[server] === undefined) {
    throw new Stop(
      exitCode.notFound,
      "sign_in.none",
      server === undefined
        ? "Not signed in anywhere: modkeep login URL signs in"
        : `Not signed in to ${server}: ${elsewhere(Object.keys(stored.tokens))}`,
    )
  }
  const tokens = Object.fromEntries(
    Object.entries(stored.tokens).filter(([origin]) => origin !== server),
  )
  const current = stored.current === server ? Object.keys(tokens)[0] : stored.current
  await writeCredentials(environment.configFolder, { current, tokens })
  if (call.wantsJson) terminal.json({ server, current: current ?? null })
  else
    terminal.say(
      `Signed out of ${server}${current === undefined ? "" : `; ${current} is current now`}`,
    )
  return exitCode.done
}

function elsewhere(servers: readonly string[]): string {
  return servers.length === 0
    ? "nor to any other server"
    : `signed in to ${servers.join(", ")}; name one of these`
}
