// Narrows the log by what was done and by what it was done to.
import { useState } from "react"
import { useNavigate, useSearchParams } from "react-router"

import { Button, ButtonLink } from "#ui/button.tsx"
import { Select } from "#ui/select.tsx"
import { TextInput } from "#ui/text-input.tsx"

import { actionWords } from "./action-words.ts"
import styles from "./filters.module.css"

export function Filters() {
  const [query] = useSearchParams()
  const navigate = useNavigate()
  const [action, setAction] = useState(query.get("action") ?? "")
  const [subject, setSubject] = useState(query.get("subject") ?? "")
  const known = actionWords.some(([name]) => name === action)
  const show = (changes: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams(query)
    next.delete("cursor")
    for (const [key, value] of Object.entries({ action, subject, ...changes })) {
      if (value.trim() === "") next.delete(key)
      else next.set(key, value.trim())
    }
    void navigate({ search: next.toString() })
  }
  return (
    <form
      role="search"
      aria-label="Filter the log"
      className={styles["filters"]}
      onSubmit={(event) => {
        event.preventDefault()
        show({})
      }}
    >
      <Select
        label="What was done"
        value={action}
        onValue={(value) => {
          setAction(value)
          show({ action: value })
        }}
        options={[
          { value: "", label: "Anything" },
          ...(known || action === "" ? [] : [{ value: action, label: action }]),
          ...actionWords.map(([value, label]) => ({ value, label })),
        ]}
      />
      <TextInput
        label="To what"
        placeholder="An id, such as ins_…"
        maxLength={40}
        isMono
        value={subject}
        onValue={setSubject}
      />
      <div className={styles["buttons"]}>
        <Button type="submit" icon="search">
          Filter
        </Button>
        {query.has("action") || query.has("subject") ? (
          <ButtonLink kind="quiet" to="/audit">
            Clear
          </ButtonLink>
        ) : undefined}
      </div>
    </form>
  )
}
