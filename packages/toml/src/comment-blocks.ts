// Gives every key the comment block directly above it, and finds directives that describe nothing.
//
// A block is a run of lines that hold nothing but a comment, with no line between it and the key.
import { leadingDirective, noDirectives, parseDirectives } from "./directives.ts"
import type { DirectiveProblem, Directives } from "./directives.ts"
import type { Comment, Span } from "./document.ts"
import type { Positions } from "./positions.ts"
import type { AST } from "toml-eslint-parser"

export class CommentBlocks {
  readonly comments: readonly Comment[]
  readonly #positions: Positions
  /** Line → its comment, where the line holds nothing else. */
  readonly #ofLine = new Map<number, Comment>()
  readonly #claimed = new Set<Comment>()
  readonly #problems: DirectiveProblem[] = []

  constructor(nodes: readonly AST.Comment[], text: string, positions: Positions) {
    this.#positions = positions
    this.comments = nodes.map((node) => ({
      text: node.value,
      span: node.range,
      range: positions.range(node.range),
    }))
    for (const comment of this.comments) {
      const [start] = comment.span
      const before = text.slice(positions.lineStart(start), start)
      if (before.trim() === "") this.#ofLine.set(comment.range.line, comment)
    }
  }

  /** @returns what the block above the statement at `offset` says */
  claim(offset: number, keyPath: readonly string[]): { directives: Directives; blockSpan?: Span } {
    const block = this.#blockAbove(offset)
    const first = block[0]
    if (first === undefined) return { directives: noDirectives }
    for (const comment of block) this.#claimed.add(comment)
    const lines = block.map(({ text, span }) => ({ text, start: span[0] + 1 }))
    const { directives, problems } = parseDirectives(lines, {
      keyPath,
      rangeOf: (span) => this.#positions.range(span),
    })
    this.#problems.push(...problems)
    const lineStart = (at: number) => this.#positions.lineStart(at)
    return { directives, blockSpan: [lineStart(first.span[0]), lineStart(offset)] }
  }

  /** @returns every problem; call it after the last claim */
  finish(): DirectiveProblem[] {
    for (const comment of this.comments) {
      const directive = this.#claimed.has(comment) ? undefined : leadingDirective(comment.text)
      if (directive !== undefined) {
        const { range } = comment
        this.#problems.push({ kind: "misplaced", directive, wanted: "", range, keyPath: [] })
      }
    }
    return this.#problems
  }

  #blockAbove(offset: number): Comment[] {
    const block: Comment[] = []
    for (let line = this.#positions.lineOf(offset) - 1; ; line--) {
      const comment = this.#ofLine.get(line)
      if (comment === undefined) return block.toReversed()
      block.push(comment)
    }
  }
}
