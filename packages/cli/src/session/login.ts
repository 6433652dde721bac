// Signs in: asks for a token, or makes one with a sign-in link, proves it at the server, and only then keeps it.
import { connectProblem } from "./connect-problem.ts"
import type { Call } from "../call.ts"
import { makeClient } from "../connect.ts"
import { readCredentials, writeCredentials } from "../credentials.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { isOpenWire, serverOrigin } from "../server-origin.ts"
import { Stop } from "../stop.ts"
import { linkIn, tokenByLink } from "./link-token.ts"

export async function login(call: Call): Promise<ExitCode> {
  const { terminal, environment } = call
  const stored = await readCredentials(environment.configFolder)
  const server = serverOrigin(
    call.operands[0] ?? environment.server ?? stored.current ?? "http://localhost:8700",
  )
  if (isOpenWire(server)) {
    terminal.say(
      `Careful: ${server} is not encrypted, everybody on the way can read the token. Use https`,
    )
  }
  const link = linkIn(call.operands[0] ?? "")
  const token = link === undefined ? await readToken(call, server) : await tokenByLink(server, link)
  const { data } = await makeClient(server, token).call("me.get", {}).catch(connectProblem(server))
  await writeCredentials(environment.configFolder, {
    current: server,
    tokens: { ...stored.tokens, [server]: token },
  })
  if (call.wantsJson) terminal.json({ server, user: data.user })
  else terminal.say(`Signed in to ${server} as ${data.user.name}`)
  return exitCode.done
}

async function readToken(call: Call, server: string): Promise<string> {
  const { terminal } = call
  if (!call.has("token-stdin") && !terminal.canAsk) {
    throw new Stop(
      exitCode.wrongUse,
      "use.token",
      "There is no terminal to ask for the token: use --token-stdin, give a sign-in link, or set MODKEEP_SERVER and MODKEEP_TOKEN",
    )
  }
  const typed = call.has("token-stdin")
    ? (await terminal.readInput()).toString("utf8")
    : await terminal.askHidden(`API token of ${server}: `)
  const token = typed.trim()
  // Anything else would not survive the header it travels in.
  if (!/^[\x21-\x7E]{1,500}$/.test(token)) {
    throw new Stop(
      exitCode.wrongUse,
      "use.token",
      "That is no API token: it is one word that begins with mk_",
    )
  }
  return token
}
