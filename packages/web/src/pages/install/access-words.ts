// Who may open an install's page, in words.
import type { Install } from "@modkeep/contract/schemas/install"

export const accessWords: Readonly<Record<Install["access"], string>> = {
  private: "Private: members of the app's owner",
  members: "Members: everybody who signs in here",
  public: "Public: everybody with the address",
}
