// Opens the page with a link that lets its holder in once. Without a browser here the link is printed.
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findInstall } from "../find.ts"
import { spawn } from "../spawn.ts"

export async function openInstall(call: Call): Promise<ExitCode> {
  const { terminal } = call
  const client = await connect(call)
  const id = await findInstall(client, call.operand(0))
  const { data } = await client.call("installs.link", { params: { id } })
  if (call.wantsJson) {
    terminal.json(data)
    return exitCode.done
  }
  const isOpened = !call.has("print") && terminal.isTable && (await openBrowser(call, data.url))
  if (!isOpened) terminal.print(data.url)
  return exitCode.done
}

async function openBrowser(call: Call, url: string): Promise<boolean> {
  const command = process.platform === "darwin" ? "open" : "xdg-open"
  const { code } = await spawn({
    command,
    args: [url],
    env: call.environment.inherited,
    timeoutMs: 10_000,
  })
  return code === 0
}
