// Builds the document's tree from the parser's nodes: values, where each stands, and what the comments say of it.
//
// What TOML or Python forbids becomes a diagnostic and is left out; reading goes on, so that all of it is told at once.
import { CommentBlocks } from "./comment-blocks.ts"
import { Definitions } from "./definitions.ts"
import { diagnose } from "./diagnose.ts"
import { inherited } from "./directives.ts"
import { formatKeyPath } from "./key-path.ts"
import { readScalar } from "./read-value.ts"
import type { Diagnostic } from "./diagnostic.ts"
import type { Section } from "./definitions.ts"
import type { DirectiveProblem, Directives } from "./directives.ts"
import type { Comment, InlineTable, Leaf, MarkedText, Span, Statement } from "./document.ts"
import type { Positions } from "./positions.ts"
import type { TomlTable, TomlValue } from "./value.ts"
import type { AST } from "toml-eslint-parser"

/** Levels of tables and arrays inside each other, the root not counted. */
export const depthMax = 32

export interface Tree {
  readonly root: TomlTable
  readonly leaves: readonly Leaf[]
  readonly entries: readonly Leaf[]
  readonly statements: readonly Statement[]
  readonly comments: readonly Comment[]
  readonly directiveProblems: readonly DirectiveProblem[]
  readonly markedTexts: readonly MarkedText[]
  readonly inlineTables: readonly InlineTable[]
}

interface ReadTree {
  readonly tree: Tree
  readonly diagnostics: readonly Diagnostic[]
}

/** What holds for the value being read. */
interface Context {
  readonly path: readonly string[]
  readonly directives: Directives
  readonly within?: readonly string[]
}

export function readTree(program: AST.TOMLProgram, text: string, positions: Positions): ReadTree {
  return new TreeReader(program, text, positions).read()
}

class TreeReader {
  readonly #program: AST.TOMLProgram
  readonly #text: string
  readonly #positions: Positions
  readonly #blocks: CommentBlocks
  readonly #definitions = new Definitions()
  readonly #entries: Leaf[] = []
  readonly #statements: Statement[] = []
  readonly #markedTexts: MarkedText[] = []
  readonly #inlineTables: InlineTable[] = []
  readonly #diagnostics: Diagnostic[] = []
  #isTooDeep = false

  constructor(program: AST.TOMLProgram, text: string, positions: Positions) {
    this.#program = program
    this.#text = text
    this.#positions = positions
    this.#blocks = new CommentBlocks(program.comments, text, positions)
  }

  read(): ReadTree {
    const root: Section = { path: [], table: this.#definitions.root }
    for (const node of this.#program.body[0].body) {
      if (node.type === "TOMLKeyValue") this.#readKey(node, root)
      else this.#readSection(node)
    }
    const tree = {
      root: this.#definitions.root,
      leaves: this.#entries.filter((entry) => entry.within === undefined),
      entries: this.#entries,
      statements: this.#statements,
      comments: this.#blocks.comments,
      directiveProblems: this.#blocks.finish(),
      markedTexts: this.#markedTexts,
      inlineTables: this.#inlineTables,
    }
    return { tree, diagnostics: this.#diagnostics }
  }

  #readSection(node: AST.TOMLTable): void {
    const keys = keysOf(node.key)
    const kind = node.kind === "array" ? "array-table" : "table"
    if (keys.length > depthMax) {
      this.#tooDeep(node.key.range)
      return
    }
    const section = this.#definitions.openSection(keys, kind)
    if (section === undefined) {
      this.#duplicate(keys, node.key.range)
      return
    }
    if (section.path.length > depthMax) this.#tooDeep(node.key.range)
    // The parser's range of a section runs to its last key; the header itself ends with its bracket.
    const bracket = this.#text.indexOf("]", node.key.range[1])
    const span: Span = [node.range[0], bracket + (kind === "table" ? 1 : 2)]
    this.#statements.push({
      kind,
      path: section.path,
      headerLength: section.path.length,
      span,
      keySpan: node.key.range,
    })
    for (const child of node.body) this.#readKey(child, section)
  }

  #readKey(node: AST.TOMLKeyValue, section: Section): void {
    const keys = keysOf(node.key)
    const path = [...section.path, ...keys]
    if (path.length - 1 > depthMax) {
      this.#tooDeep(node.key.range)
      return
    }
    const { directives, blockSpan } = this.#blocks.claim(node.range[0], path)
    const value = this.#readValue(node.value, { path, directives }, node.key.range)
    if (!this.#definitions.define(section, keys, value)) {
      this.#duplicate(path, node.key.range)
      return
    }
    this.#statements.push({
      kind: "key",
      path,
      headerLength: section.path.length,
      span: node.range,
      keySpan: node.key.range,
      valueSpan: node.value.range,
      value,
      ...(blockSpan === undefined ? {} : { blockSpan }),
    })
  }

  #readValue(node: AST.TOMLContentNode, context: Context, keySpan: Span): TomlValue {
    if (node.type === "TOMLInlineTable") return this.#readInlineTable(node, context)
    const leafIndex = this.#entries.length
    const value =
      node.type === "TOMLArray" ? this.#readArray(node, context) : this.#scalar(node, context.path)
    // An array's own entry stands before those of the keys inside it.
    this.#entries.splice(leafIndex, 0, this.#leaf(context, value, { keySpan, span: node.range }))
    return value
  }

  #scalar(node: AST.TOMLValue, keyPath: readonly string[]): TomlValue {
    const value = readScalar(node)
    const span = node.range
    const range = this.#range(span)
    if (!("kind" in value)) {
      this.#diagnostics.push(diagnose("toml.syntax", value, { range, keyPath }))
      return { kind: "string", value: "" }
    }
    if (value.kind === "string" && value.value.includes("<kept:")) {
      this.#markedTexts.push({ keyPath, text: value.value, range, span })
    }
    return value
  }

  #readArray(node: AST.TOMLArray, context: Context): TomlValue {
    if (context.path.length > depthMax) {
      this.#tooDeep(node.range)
      return { kind: "array", items: [] }
    }
    const items = node.elements.map((element, index) => {
      const inner = {
        path: [...context.path, String(index)],
        directives: inherited(context.directives),
        within: context.within ?? context.path,
      }
      if (element.type === "TOMLArray") return this.#readArray(element, inner)
      if (element.type === "TOMLInlineTable") return this.#readInlineTable(element, inner)
      return this.#scalar(element, inner.path)
    })
    return { kind: "array", items }
  }

  #readInlineTable(node: AST.TOMLInlineTable, context: Context): TomlTable {
    if (context.path.length > depthMax) {
      this.#tooDeep(node.range)
      return { kind: "table", entries: new Map() }
    }
    this.#inlineTables.push({ path: context.path, span: node.range })
    const definitions = new Definitions()
    const section: Section = { path: context.path, table: definitions.root }
    for (const child of node.body) {
      const keys = keysOf(child.key)
      const path = [...context.path, ...keys]
      if (path.length - 1 > depthMax) this.#tooDeep(child.key.range)
      else {
        const inner = { ...context, path, directives: inherited(context.directives) }
        const value = this.#readValue(child.value, inner, child.key.range)
        if (!definitions.define(section, keys, value)) this.#duplicate(path, child.key.range)
      }
    }
    return definitions.root
  }

  #leaf(
    context: Context,
    value: TomlValue,
    { keySpan, span }: { keySpan: Span; span: Span },
  ): Leaf {
    return {
      keyPath: context.path,
      value,
      keyRange: this.#range(keySpan),
      valueRange: this.#range(span),
      keySpan,
      valueSpan: span,
      directives: context.directives,
      ...(context.within === undefined ? {} : { within: context.within }),
    }
  }

  #duplicate(path: readonly string[], span: Span): void {
    const place = { range: this.#range(span), keyPath: path }
    this.#diagnostics.push(diagnose("toml.duplicate_key", { name: formatKeyPath(path) }, place))
  }

  /** Said once: deeper levels of the same place would only repeat it. */
  #tooDeep(span: Span): void {
    if (!this.#isTooDeep) {
      this.#diagnostics.push(diagnose("toml.too_deep", {}, { range: this.#range(span) }))
    }
    this.#isTooDeep = true
  }

  #range(span: Span) {
    return this.#positions.range(span)
  }
}

function keysOf(key: AST.TOMLKey): string[] {
  return key.keys.map((part) => (part.type === "TOMLBare" ? part.name : part.value))
}
