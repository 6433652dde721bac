// Puts a word in the place of the one that is being written.
import type { Place, Written } from "./offers.ts"

/** @param select where the selection lies in the word that comes in; its end without it */
export function writeHere(
  { body, at }: Place,
  from: number,
  word: string,
  select: readonly [number, number] = [word.length, word.length],
): Written {
  return {
    body: body.slice(0, from) + word + body.slice(at),
    start: from + select[0],
    end: from + select[1],
  }
}
