// Marks a change that the page made: a row was picked, a table was edited. It may touch what a person's typing may not.
import { Annotation } from "@codemirror/state"

export const fromOutside = Annotation.define<boolean>()
