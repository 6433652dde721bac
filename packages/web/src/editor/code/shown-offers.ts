// The offers on show and the one that Enter would write. They follow the typing and go with everything else that happens.
import { StateEffect, StateField, type Transaction } from "@codemirror/state"

import type { Offers } from "../complete/offers.ts"

export type FindOffers = (body: string, at: number, isAsked: boolean) => Offers | undefined

export interface ShownOffers extends Offers {
  /** Which of the list. */
  readonly at: number
  readonly isAsked: boolean
}

/** What is known besides the text has changed: the offers on show are looked for anew. */
export const renew = StateEffect.define()

/** Without `at` the first one is meant, and somebody asked. */
export const show = StateEffect.define<(Offers & Partial<ShownOffers>) | undefined>()

export function shownOffers(find: FindOffers): StateField<ShownOffers | undefined> {
  return StateField.define<ShownOffers | undefined>({
    create: () => undefined,
    update(shown, transaction) {
      const effect = transaction.effects.find((each) => each.is(show))
      if (effect !== undefined) return effect.value && { at: 0, isAsked: true, ...effect.value }
      if (transaction.effects.some((each) => each.is(renew)))
        return renewed(shown, transaction, find)
      if (transaction.docChanged) return afterTyping(shown, transaction, find)
      return transaction.selection === undefined ? shown : undefined
    },
  })
}

function renewed(
  shown: ShownOffers | undefined,
  { newDoc, newSelection }: Transaction,
  find: FindOffers,
): ShownOffers | undefined {
  if (shown === undefined) return undefined
  const offers = find(newDoc.toString(), newSelection.main.head, shown.isAsked)
  const chosen = shown.list[shown.at]?.label
  const at = offers?.list.findIndex(({ label }) => label === chosen) ?? 0
  return offers && { ...offers, at: Math.max(0, at), isAsked: shown.isAsked }
}

function afterTyping(
  shown: ShownOffers | undefined,
  transaction: Transaction,
  find: FindOffers,
): ShownOffers | undefined {
  const isWriting =
    transaction.isUserEvent("input.type") ||
    (shown !== undefined && transaction.isUserEvent("delete.backward"))
  const { head, empty } = transaction.newSelection.main
  if (!isWriting || !empty) return undefined
  const isAsked = shown?.isAsked ?? false
  const offers = find(transaction.newDoc.toString(), head, isAsked)
  return offers && { ...offers, at: 0, isAsked }
}
