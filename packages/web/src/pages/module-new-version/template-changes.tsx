// What the template of this commit has other than the one before: said first, since it is what has to be filled in.
import { parse } from "@modkeep/toml/parse"
import { parseKeyPath } from "@modkeep/toml/key-path"
import { findLeaf } from "@modkeep/toml/document"
import { isReference } from "@modkeep/toml/mask"
import { setValue } from "@modkeep/toml/edit"
import { useState } from "react"

import { client } from "#api/client.ts"
import { noteSignedOut } from "#api/signed-out.ts"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Mono } from "#ui/mono.tsx"

import styles from "./template-changes.module.css"
import type { Draft } from "./use-draft.ts"
import type { Template } from "./use-template.ts"

interface TemplateChangesProps {
  readonly template: Template
  readonly draft: Draft
}

export function TemplateChanges({ template, draft }: TemplateChangesProps) {
  const { changes, base } = template
  const [error, setError] = useState<unknown>()
  if (changes === null || base === undefined) return undefined
  const { added, removed, renamed, retyped } = changes
  if (added.length + removed.length + retyped.length === 0) return undefined
  const carry = async (from: string, to: string) => {
    setError(undefined)
    try {
      const { data } = await client.call("versions.secrets.get", { params: { id: base.version } })
      const text = carried({ text: draft.text, stored: data.text, from, to })
      if (text !== undefined) draft.setText(text)
    } catch (thrown) {
      noteSignedOut(thrown)
      setError(thrown)
    }
  }
  const wasRenamed = new Set(renamed.flatMap(({ from, to }) => [from, to]))
  return (
    <div className={styles["changes"]}>
      <p className={styles["title"]}>The template has changed since the latest version</p>
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
      <dl>
        <Names word="New" names={added.filter((name) => !wasRenamed.has(name))} />
        <Names word="Gone" names={removed.filter((name) => !wasRenamed.has(name))} />
        <Names word="Other type" names={retyped} />
        {renamed.map(({ from, to }) => (
          <div key={`${from} ${to}`}>
            <dt>Probably renamed</dt>
            <dd>
              <Mono>{from}</Mono> to <Mono>{to}</Mono>{" "}
              {isBlankIn(draft.text, to) ? (
                <Button onClick={() => void carry(from, to)}>Carry its value over</Button>
              ) : undefined}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Names({ word, names }: { readonly word: string; readonly names: readonly string[] }) {
  if (names.length === 0) return undefined
  return (
    <div>
      <dt>{word}</dt>
      <dd className={styles["names"]}>
        {names.map((name) => (
          <Mono key={name}>{name}</Mono>
        ))}
      </dd>
    </div>
  )
}

function leafIn(text: string, name: string) {
  const document = parse(text).document
  const path = parseKeyPath(name)
  return document && path ? { document, path, leaf: findLeaf(document, path) } : undefined
}

function isBlankIn(text: string, name: string): boolean {
  const value = leafIn(text, name)?.leaf?.value
  return value?.kind === "string" && value.value === ""
}

interface Carrying {
  readonly text: string
  readonly stored: string
  readonly from: string
  readonly to: string
}

/** The reference of the old name, written at the new one: saving it there moves the value. */
function carried({ text, stored, from, to }: Carrying): string | undefined {
  const old = leafIn(stored, from)
  const next = leafIn(text, to)
  if (old?.leaf === undefined || next === undefined || !isReference(old.leaf.value))
    return undefined
  const source = old.document.text.slice(...old.leaf.valueSpan)
  return setValue(next.document, next.path, { source })
}
