// How the members of one owner are asked for: the same input in the loader, the card and after a change.
import type { AnswerOf } from "@modkeep/contract/client"

export type OwnerOfMine = AnswerOf<"me.get">["owners"][number]
export type Member = AnswerOf<"members.list">["items"][number]

/** A server's largest page: an owner with more members than that is no team. */
const LIMIT = 200

export function membersInput(owner: string) {
  return { params: { id: owner }, query: { limit: LIMIT } }
}
