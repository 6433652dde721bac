// 1. Source: which commit of the repository, and what became of reading it.
import type { Module } from "@modkeep/contract/schemas/module"

import { describeError } from "#api/describe-error.ts"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Facts } from "#ui/facts.tsx"
import { Form } from "#ui/form.tsx"
import { Mono } from "#ui/mono.tsx"
import { TextInput } from "#ui/text-input.tsx"
import { Time } from "#ui/time.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { GitAccess } from "./git-access.tsx"
import { Section } from "./section.tsx"
import styles from "./source-section.module.css"
import { StepList } from "./step-list.tsx"
import type { Template, TemplateReading } from "./use-template.ts"

interface SourceSectionProps {
  readonly module: Module
  readonly at: string
  readonly onAt: (at: string) => void
  readonly reading: TemplateReading
  readonly onRead: () => void
}

export function SourceSection({ module, at, onAt, reading, onRead }: SourceSectionProps) {
  const { template, steps, isReading, error, cancel } = reading
  return (
    <Section number={1} title="Source">
      <Form className={styles["form"]} onSubmit={onRead}>
        <TextInput
          label="Branch, tag, commit, or a page of the repository"
          hint={`Empty means the newest commit of ${visibleText(module.repository)}`}
          isOptional
          isMono
          value={at}
          onValue={onAt}
        />
        <Actions>
          <Button type="submit" isRunning={isReading}>
            {template === undefined ? "Read the commit" : "Read again"}
          </Button>
          {isReading ? (
            <Button kind="quiet" onClick={cancel}>
              Cancel
            </Button>
          ) : undefined}
        </Actions>
      </Form>
      {steps.length === 0 ? undefined : <StepList steps={steps} />}
      {error === undefined || isReading ? undefined : (
        <>
          <ErrorCard error={error} onRetry={onRead} takesFocus />
          {needsAccess(error) ? <GitAccess module={module} onGiven={onRead} /> : undefined}
        </>
      )}
      {template === undefined ? undefined : <Commit template={template} />}
    </Section>
  )
}

function needsAccess(error: unknown): boolean {
  const codes = ["git.access_denied", "git.repository_not_found", "credential.invalid"]
  return codes.includes(describeError(error).code)
}

function Commit({ template }: { readonly template: Template }) {
  const { commit, ref, author, committedAt, subject, understood, directory, notes } = template
  return (
    <div className={styles["commit"]}>
      {understood === null ? undefined : <p>{visibleText(understood)}</p>}
      <Facts
        facts={[
          [
            "Commit",
            <span key="c">
              <Mono>{commit.slice(0, 7)}</Mono> {visibleText(subject)}
            </span>,
          ],
          ["Author", <span key="a">{visibleText(author)}</span>],
          ["Committed", <Time key="t" at={committedAt} />],
          [
            "Branch or tag",
            ref === null ? undefined : (
              <Mono key="r">{ref.replace(/^refs\/(?:heads|tags)\//, "")}</Mono>
            ),
          ],
          ["Folder", directory === "" ? undefined : <Mono key="d">{directory}</Mono>],
          ["Python", template.python],
        ]}
      />
      {notes.length === 0 ? undefined : (
        <ul className={styles["notes"]}>
          {notes.map((note) => (
            <li key={note}>{visibleText(note)}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
