// Prints a paged list as it comes: rows for people and scripts, or all of it as one JSON object.
import type { Call } from "./call.ts"
import { exitCode, type ExitCode } from "./exit-code.ts"
import { type Column, printTable } from "./table.ts"

export async function printList<Item>(
  call: Call,
  items: AsyncIterable<Item>,
  columns: readonly Column<Item>[],
): Promise<ExitCode> {
  const limit = call.whole("limit") ?? Number.POSITIVE_INFINITY
  const all: Item[] = []
  for await (const item of items) {
    if (all.length >= limit) break
    all.push(item)
  }
  if (call.wantsJson) call.terminal.json({ items: all, next: null })
  else printTable(call.terminal, all, columns)
  if (all.length === 0 && !call.wantsJson && call.terminal.isTable)
    call.terminal.say("Nothing there yet")
  return exitCode.done
}

export const limitOption = { limit: { what: "Show no more than this many", value: "NUMBER" } }
