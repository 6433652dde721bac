// TOML in colours: line by line with the tokens of the legacy mode. Only those of the lines in view become marks.
import { StringStream } from "@codemirror/streamparser"
import { toml } from "@codemirror/legacy-modes/mode/toml"
import { type EditorState, RangeSetBuilder, StateField } from "@codemirror/state"
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view"

interface Token {
  readonly from: number
  readonly to: number
  readonly kind: string
}

const INDENT = 2
/** Of a longer line the rest stays in the colour of the text. */
const LINE_LENGTH_MAX = 4_000

/** A state runs through all lines, since a text may go over several: 64 KiB take about 3 ms. */
function tokensOf(state: EditorState): readonly Token[] {
  const found: Token[] = []
  const running: unknown = toml.startState?.(INDENT)
  for (let number = 1; number <= state.doc.lines; number += 1) {
    const line = state.doc.line(number)
    const stream = new StringStream(line.text.slice(0, LINE_LENGTH_MAX), INDENT, INDENT)
    while (!stream.eol()) {
      const kind = toml.token(stream, running)
      if (stream.pos === stream.start) stream.next()
      if (kind !== null)
        found.push({ from: line.from + stream.start, to: line.from + stream.pos, kind })
      stream.start = stream.pos
    }
  }
  return found
}

const tokens = StateField.define<readonly Token[]>({
  create: tokensOf,
  update: (found, { docChanged, state }) => (docChanged ? tokensOf(state) : found),
})

const marks = new Map(
  ["comment", "property", "string", "number", "atom", "bracket"].map((kind) => [
    kind,
    Decoration.mark({ class: `mk-${kind}` }),
  ]),
)

function marksInView(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  const { from, to } = view.viewport
  for (const token of view.state.field(tokens)) {
    const mark = marks.get(token.kind)
    if (mark !== undefined && token.to > from && token.from < to)
      builder.add(token.from, token.to, mark)
  }
  return builder.finish()
}

class Colours {
  decorations: DecorationSet

  constructor(view: EditorView) {
    this.decorations = marksInView(view)
  }

  update({ view, docChanged, viewportChanged }: ViewUpdate): void {
    if (docChanged || viewportChanged) this.decorations = marksInView(view)
  }
}

export const colours = [
  tokens,
  ViewPlugin.fromClass(Colours, { decorations: ({ decorations }) => decorations }),
]
