// What a person may do with a thing of an owner, as the server will judge: what would be refused is not offered.
import { useMe } from "#app/use-me.ts"

import { useOwner } from "./use-owner.ts"

/** `change`: everything · `look`: a member sees all but values · `shared`: of another owner, to be installed and no more. */
export type Right = "change" | "look" | "shared"

export function useRight(owner: string): Right {
  const membership = useMe().owners.find(({ id }) => id === owner)
  if (membership === undefined) return "shared"
  return membership.role === "owner" ? "change" : "look"
}

/** Whether something new can be made for the owner that is chosen, or for one's own where none is. */
export function useMayCreate(): boolean {
  const { owner } = useOwner()
  return useMe().owners.some(
    ({ id, role }) => role === "owner" && (owner === undefined || id === owner),
  )
}
