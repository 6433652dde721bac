// In the place of a form that one may not use, its address typed by hand: what is missing, and who can do it or give the right to.
import { Link } from "react-router"

import { useMe } from "#app/use-me.ts"
import { EmptyState } from "#ui/empty-state.tsx"
import { visibleText } from "#ui/visible-text.ts"

interface OnlyManagersProps {
  /** Of what is to be changed; undefined: whoever one is with. */
  readonly owner: string | undefined
  /** After "can": "upgrade this install". */
  readonly what: string
}

export function OnlyManagers({ owner, what }: OnlyManagersProps) {
  const { owners } = useMe()
  const membership = owner === undefined ? owners[0] : owners.find(({ id }) => id === owner)
  return (
    <EmptyState title={`Only managers can ${what}`}>
      {membership === undefined ? (
        <p>
          It belongs to somebody else. What was shared with you can be installed in apps of your
          own, not changed: ask whoever shared it.
        </p>
      ) : (
        <p>
          You are a member of {visibleText(membership.name)}, not one of its managers: you can look
          at everything, but not change it. Ask one of them to do it, or to make you a manager too.{" "}
          <Link to={`/people?owner=${encodeURIComponent(membership.id)}`}>See who they are</Link>
        </p>
      )}
    </EmptyState>
  )
}
