// The log of an install: what there is, or with -f every line as it comes, over restarts of the server too.
import type { Client } from "@modkeep/contract/client"
import type { LogLine } from "@modkeep/contract/schemas/install"
import { UnreachableError } from "@modkeep/contract/problem-error"
import { allPages } from "../all-pages.ts"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findInstall } from "../find.ts"
import { plain } from "../table.ts"
import { withoutUndefined } from "../without-undefined.ts"

const reconnectsMax = 20
const reconnectAfterMs = 500

export async function printInstallLog(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findInstall(client, call.operand(0))
  const { terminal } = call
  const print = (line: LogLine): void =>
    terminal.print(call.wantsJson ? JSON.stringify(line) : logText(line, terminal.isTable))
  if (call.has("follow")) {
    await follow(client, id, print)
    return exitCode.done
  }
  const lines = allPages(
    async (cursor) =>
      (
        await client.call("installs.logs", {
          params: { id },
          query: withoutUndefined({ cursor, limit: 1000 }),
        })
      ).data,
  )
  for await (const line of lines) print(line)
  return exitCode.done
}

async function follow(client: Client, id: string, print: (line: LogLine) => void): Promise<void> {
  let lastEventId: string | undefined
  for (let reconnects = 0; reconnects <= reconnectsMax; reconnects++) {
    try {
      for await (const event of client.events("installs.logs", {
        params: { id },
        ...withoutUndefined({ lastEventId }),
      })) {
        lastEventId = event.id
        reconnects = 0
        print(event.data)
      }
    } catch (error) {
      const isCut = error instanceof UnreachableError || error instanceof TypeError
      if (!isCut || reconnects === reconnectsMax) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, reconnectAfterMs))
  }
}

function logText({ at, stream, text }: LogLine, isTable: boolean): string {
  if (!isTable) return [at, stream, plain(text)].join("\t")
  return `${at.slice(11, 19)} ${stream === "modkeep" ? "› " : ""}${plain(text)}`
}
