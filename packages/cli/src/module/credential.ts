// Gives a module its Git credential: a deploy key made by the server, or a key or token read from a file or asked for.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findModule } from "../find.ts"
import { readFileOrInput } from "../read-file-or-input.ts"
import { Stop } from "../stop.ts"
import { withoutUndefined } from "../without-undefined.ts"

export async function setCredential(call: Call): Promise<ExitCode> {
  const { terminal } = call
  if (["ssh-key", "https-token", "forget"].filter((name) => call.has(name)).length !== 1) {
    throw new Stop(
      exitCode.wrongUse,
      "use.credential",
      "Say one of --ssh-key, --https-token and --forget",
    )
  }
  const client = await connect(call)
  const id = await findModule(client, call.operand(0))
  if (call.has("forget")) {
    await client.call("modules.credential.delete", { params: { id } })
    terminal.say("Forgotten: the repository is read without a credential now")
    return exitCode.done
  }
  const kind = call.has("ssh-key") ? "ssh-key" : "https-token"
  const value = await readValue(call, kind)
  const body = { kind, ...withoutUndefined({ value }) } as const
  const { data } = await client.call("modules.credential.put", { params: { id }, body })
  if (call.wantsJson) terminal.json(data)
  else if (data.publicKey !== null) {
    terminal.say("Enter this as a deploy key at the Git host; reading is enough:")
    terminal.print(data.publicKey)
  } else terminal.say("Stored. It is never read back")
  return exitCode.done
}

/** Undefined: the server makes a key. */
async function readValue(call: Call, kind: "ssh-key" | "https-token"): Promise<string | undefined> {
  const file = call.text("file")
  if (file !== undefined) {
    const text = (await readFileOrInput(call, file)).toString("utf8")
    return kind === "ssh-key" ? text : text.trim()
  }
  if (kind === "ssh-key") return undefined
  if (call.terminal.canAsk) return (await call.terminal.askHidden("Access token: ")).trim()
  return (await call.terminal.readInput()).toString("utf8").trim()
}
