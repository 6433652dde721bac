// The offers on show and the one that Enter would write. They follow the typing and go with everything else that happens.
import { StateEffect, StateField, type Transaction } from "@codemirror/state"

import type { Offers } from "../complete/offers.ts"

export type FindOffers = (body: string, at: number, isAsked: boolean) => Offers | undefined

export interface ShownOffers extends Offers {
  /** Which of the list. */
  readonly at: number
  readonly isAsked: boolean
}

/** Without `at` the first one is meant, and somebody asked. */
export const show = StateEffect.define<(Offers & Partial<ShownOffers>) | undefined>()

export function shownOffers(find: FindOffers): StateField<ShownOffers | undefined> {
  return StateField.define<ShownOffers | undefined>({
    create: () => undefined,
    update(shown, transaction) {
      const effect = transaction.effects.find((each) => each.is(show))
      if (effect !== undefined) return effect.value && { at: 0, isAsked: true, ...effect.value }
      if (transaction.docChanged) return afterTyping(shown, transaction, find)
      return transaction.selection === undefined ? shown : undefined
    },
  })
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
