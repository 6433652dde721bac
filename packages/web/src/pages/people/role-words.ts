// A member's part in an owner, in a word. The API calls a manager "owner", which reads as if there could be one only.
import type { Member } from "./members-input.ts"

export const roleWords: Readonly<Record<Member["role"], string>> = {
  owner: "Manager",
  member: "Member",
}
