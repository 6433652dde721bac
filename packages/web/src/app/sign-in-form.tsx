// Signing in with name and password, or with a one-time link: the one in the address of the page, or one that is pasted. Looking at
// the page spends nothing. Before anybody has a password the link comes first.
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"

import { routeQuery } from "#api/route-query.ts"

import { ByLink } from "./by-link.tsx"
import { ByPassword } from "./by-password.tsx"

interface SignInFormProps {
  /** The text of the link that led here. */
  readonly link?: string | undefined
  /** Who has to sign in, when a page of theirs is open. */
  readonly name?: string
  /** The session goes on: only the password is asked for again. */
  readonly isStale?: boolean
  readonly onSignedIn: () => void
}

export function SignInForm({ link, name, isStale = false, onSignedIn }: SignInFormProps) {
  const { data: state } = useQuery(routeQuery("session.get", {}))
  const [chosen, setChosen] = useState<"link" | "password">()
  const hasNoPassword = state?.user == null ? state?.isFirstStart : !state.user.hasPassword
  const by = chosen ?? (link !== undefined || hasNoPassword === true ? "link" : "password")
  return by === "link" ? (
    <ByLink link={link} onSignedIn={onSignedIn} onOther={() => setChosen("password")} />
  ) : (
    <ByPassword
      name={name}
      isStale={isStale}
      onSignedIn={onSignedIn}
      onOther={() => setChosen("link")}
    />
  )
}
