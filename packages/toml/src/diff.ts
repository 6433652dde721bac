// What changed between two revisions: the keys by name, and the lines of the masked texts. Never a value.
import { pathKey } from "./document.ts"
import { equalValues } from "./value.ts"
import type { SecretsDocument } from "./document.ts"

export interface ChangedKeys {
  readonly added: string[][]
  readonly changed: string[][]
  readonly removed: string[][]
}

/** @returns the keys whose value is new, another or gone; other quotes or comments change no key */
export function changedKeys(
  before: SecretsDocument | undefined,
  after: SecretsDocument | undefined,
): ChangedKeys {
  const old = new Map(before?.leaves.map((leaf) => [pathKey(leaf.keyPath), leaf]))
  const added: string[][] = []
  const changed: string[][] = []
  for (const { keyPath, value } of after?.leaves ?? []) {
    const earlier = old.get(pathKey(keyPath))
    old.delete(pathKey(keyPath))
    if (earlier === undefined) added.push([...keyPath])
    else if (!equalValues(earlier.value, value)) changed.push([...keyPath])
  }
  const removed = [...old.values()].map(({ keyPath }) => [...keyPath])
  return { added, changed, removed }
}

export interface DiffLine {
  readonly kind: "same" | "added" | "removed"
  readonly text: string
}

/** Time and memory grow with the square of the edits: beyond these the middle is shown as replaced. */
const editsMax = 500

/** @returns the lines of both texts, each once where they agree; give it masked texts only */
export function maskedDiff(beforeText: string, afterText: string): DiffLine[] {
  const before = linesOf(beforeText)
  const after = linesOf(afterText)
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  while (
    tail < Math.min(before.length, after.length) - head &&
    before.at(-1 - tail) === after.at(-1 - tail)
  ) {
    tail++
  }
  return [
    ...mark("same", before.slice(0, head)),
    ...shortest(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...mark("same", before.slice(before.length - tail)),
  ]
}

function linesOf(text: string): string[] {
  const lines = text.replaceAll("\r\n", "\n").split("\n")
  if (lines.at(-1) === "") lines.pop()
  return lines
}

function mark(kind: DiffLine["kind"], lines: readonly string[]): DiffLine[] {
  return lines.map((text) => ({ kind, text }))
}

/** Myers' greedy algorithm: for each number of edits the furthest point that every diagonal reaches. */
function shortest(before: readonly string[], after: readonly string[]): DiffLine[] {
  const trace: Map<number, number>[] = []
  let reached = new Map<number, number>([[1, 0]])
  const editsPossible = Math.min(before.length + after.length, editsMax)
  for (let edits = 0; edits <= editsPossible; edits++) {
    trace.push(reached)
    const next = new Map(reached)
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = furthest(reached, diagonal, edits)
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal])
        x++
      next.set(diagonal, x)
      if (x >= before.length && x - diagonal >= after.length) {
        return walkBack(trace, before, after)
      }
    }
    reached = next
  }
  return [...mark("removed", before), ...mark("added", after)]
}

function furthest(reached: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  const left = reached.get(diagonal - 1) ?? -1
  const above = reached.get(diagonal + 1) ?? -1
  const goesDown = diagonal === -edits || (diagonal !== edits && left < above)
  return goesDown ? above : left + 1
}

function walkBack(
  trace: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): DiffLine[] {
  const lines: DiffLine[] = []
  let x = before.length
  let y = after.length
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const reached = trace[edits] ?? new Map<number, number>()
    const diagonal = x - y
    const left = reached.get(diagonal - 1) ?? -1
    const above = reached.get(diagonal + 1) ?? -1
    const goesDown = diagonal === -edits || (diagonal !== edits && left < above)
    const fromX = goesDown ? above : left
    const fromY = fromX - (goesDown ? diagonal + 1 : diagonal - 1)
    while (x > Math.max(fromX, 0) && y > Math.max(fromY, 0)) {
      lines.push({ kind: "same", text: before[--x] ?? "" })
      y--
    }
    if (edits === 0) break
    if (goesDown) lines.push({ kind: "added", text: after[--y] ?? "" })
    else lines.push({ kind: "removed", text: before[--x] ?? "" })
  }
  return lines.toReversed()
}
