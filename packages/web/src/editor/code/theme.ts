// How the editor looks: the console's tokens, and TOML in colours that keep 4.5 : 1 on both grounds.
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language"
import { toml } from "@codemirror/legacy-modes/mode/toml"
import { EditorView } from "@codemirror/view"
import { tags } from "@lezer/highlight"

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--ink-soft)" },
  { tag: tags.propertyName, color: "var(--code-key)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: [tags.bool, tags.atom, tags.literal], color: "var(--code-number)" },
  { tag: [tags.bracket, tags.keyword, tags.heading], color: "var(--ink)", fontWeight: "600" },
])

const look = EditorView.theme({
  "&": { background: "transparent", color: "var(--ink)", maxHeight: "min(70vh, 720px)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-1px" },
  ".cm-scroller": { font: "var(--text-table) / 1.6 var(--mono)", minHeight: "180px" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--ink)", fontVariantLigatures: "none" },
  ".cm-line": { padding: "0 12px 0 8px", overflowWrap: "anywhere" },
  ".cm-gutters": { background: "transparent", border: "0", color: "var(--ink-soft)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "34px", padding: "0 4px 0 8px" },
  ".mk-kept": {
    padding: "0 6px",
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
    background: "var(--sunk)",
    color: "var(--ink-soft)",
    cursor: "default",
    whiteSpace: "nowrap",
  },
  ".mk-error": { textDecoration: "underline wavy var(--bad) 1px", textUnderlineOffset: "4px" },
  ".mk-warning": { textDecoration: "underline wavy var(--warn) 1px", textUnderlineOffset: "4px" },
  ".mk-hint": {
    textDecoration: "underline dotted var(--ink-soft) 1px",
    textUnderlineOffset: "4px",
  },
  ".mk-error, .mk-warning, .mk-hint": { textDecorationSkipInk: "none" },
  "&:not(.cm-focused) .mk-typed, &.mk-hides .mk-typed": { "-webkit-text-security": "disc" },
  ".cm-tooltip": { border: "0", background: "transparent" },
  ".mk-said": {
    maxWidth: "480px",
    padding: "8px 12px",
    border: "1px solid var(--line-strong)",
    borderRadius: "6px",
    background: "var(--surface)",
    color: "var(--ink)",
    boxShadow: "var(--lift)",
    font: "var(--text-table) / 1.5 var(--font)",
  },
  "@media (pointer: coarse)": { ".cm-scroller": { fontSize: "1rem" } },
})

export const theme = [StreamLanguage.define(toml), syntaxHighlighting(colours), look]
