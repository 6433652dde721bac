// The build log of a version: what there is, or with -f everything until the build ends.
import { allPages } from "../all-pages.ts"
import type { Call } from "../call.ts"
import { connect } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { findVersion } from "../find.ts"
import { plain } from "../table.ts"
import { withoutUndefined } from "../without-undefined.ts"
import type { BuildEvent } from "@modkeep/contract/schemas/version"
import { followBuild, sayOutcome } from "./follow-build.ts"

export async function printBuildLog(call: Call): Promise<ExitCode> {
  const client = await connect(call)
  const id = await findVersion(client, call.operand(0))
  const { terminal } = call
  const print = (event: BuildEvent): void =>
    terminal.print(call.wantsJson ? JSON.stringify(event) : logLine(event, terminal.isTable))
  if (call.has("follow")) return sayOutcome(terminal, await followBuild(client, id, print))
  const events = allPages(
    async (cursor) =>
      (
        await client.call("versions.events", {
          params: { id },
          query: withoutUndefined({ cursor, limit: 1000 }),
        })
      ).data,
  )
  for await (const event of events) print(event)
  return exitCode.done
}

function logLine({ at, step, level, text }: BuildEvent, isTable: boolean): string {
  if (!isTable) return [at, level, step, plain(text)].join("\t")
  return `${at.slice(11, 19)} ${level === "info" ? " " : level === "warning" ? "!" : "✗"} ${step.padEnd(12)} ${plain(text)}`
}
