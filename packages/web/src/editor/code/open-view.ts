// Opens the editor in a place of the page, with everything that stays the same while it is open.
import { history } from "@codemirror/commands"
import { Compartment, EditorSelection, EditorState } from "@codemirror/state"
import { EditorView, keymap, lineNumbers } from "@codemirror/view"

import type { Caret } from "../area.ts"
import type { Offers } from "../complete/offers.ts"
import { colours } from "./colours.ts"
import { completion } from "./completion.ts"
import { dots } from "./dots.ts"
import { findings, goToNextFinding } from "./findings.ts"
import { fromOutside } from "./from-outside.ts"
import { keys } from "./keys.ts"
import { quotePasted } from "./paste-value.ts"
import { referenceAtoms } from "./reference-atoms.ts"
import { theme } from "./theme.ts"
import { typing } from "./typing.ts"
import { unseenCharacters } from "./unseen-characters.ts"

export interface ViewEvents {
  onBody(body: string): void
  onSave(): void
  onPaste(text: string): boolean
  onNote(note: string): void
  /** What may be written at a place of the text. */
  offers(text: string, at: number, isAsked: boolean): Offers | undefined
}

interface Opening {
  readonly place: HTMLElement
  readonly body: string
  readonly caret: Caret | undefined
  readonly events: ViewEvents
}

export const undoHistory = new Compartment()
export const attributes = new Compartment()

export function openView({ place, body, caret, events }: Opening): EditorView {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ""
  return new EditorView({
    parent: place,
    state: EditorState.create({
      doc: body,
      ...(caret === undefined ? {} : { selection: EditorSelection.single(caret.start, caret.end) }),
      extensions: [
        EditorView.cspNonce.of(nonce),
        // A carriage return of a text with mixed line ends stays a character and is kept.
        EditorState.lineSeparator.of("\n"),
        EditorView.clipboardInputFilter.of((text) => text.replaceAll("\r\n", "\n")),
        undoHistory.of(history()),
        attributes.of([]),
        lineNumbers(),
        unseenCharacters,
        EditorView.lineWrapping,
        typing,
        referenceAtoms,
        completion(events.offers),
        findings,
        dots,
        colours,
        theme,
        keymap.of([
          { key: "F8", run: goToNextFinding },
          { key: "Mod-s", run: () => (events.onSave(), true), preventDefault: true },
          ...keys,
        ]),
        EditorView.domEventHandlers({ paste: (event, view) => pasted(event, view, events) }),
        EditorView.updateListener.of((update) => {
          const isOurs = update.transactions.some((each) => each.annotation(fromOutside) === true)
          if (update.docChanged && !isOurs) events.onBody(update.state.doc.toString())
        }),
      ],
    }),
  })
}

function pasted(event: ClipboardEvent, view: EditorView, events: ViewEvents): boolean {
  const text = (event.clipboardData?.getData("text/plain") ?? "").replaceAll("\r\n", "\n")
  if (text === "") return false
  const { from, to } = view.state.selection.main
  const start = view.state.doc.lineAt(from)
  const end = view.state.doc.lineAt(to)
  const quoted = quotePasted(text, {
    before: start.text.slice(0, from - start.from),
    after: end.text.slice(to - end.from),
  })
  if (quoted === undefined) return events.onPaste(text) && (event.preventDefault(), true)
  const insert = quoted.source
  const at = from - quoted.quotes
  view.dispatch({
    changes: { from: at, to: to + quoted.quotes, insert },
    selection: { anchor: at + insert.length },
    userEvent: "input.paste",
    scrollIntoView: true,
  })
  events.onNote("The pasted value was put in quotes that keep it exactly as it was.")
  event.preventDefault()
  return true
}
