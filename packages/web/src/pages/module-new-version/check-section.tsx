// 4. Check and create: what will be stored, how it is built, what stands in the way.
import { type Ref, useMemo } from "react"

import type { CheckedText } from "#editor/check-text.ts"
import type { EditorContext } from "#editor/editor-context.ts"
import { keyMarks } from "#editor/key-marks.ts"
import type { Finding } from "#editor/problem-list.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { EnvironmentLine } from "./environment-line.tsx"
import { ErrorSummary } from "#ui/error-summary.tsx"
import { Facts } from "#ui/facts.tsx"
import { Mono } from "#ui/mono.tsx"
import { Select } from "#ui/select.tsx"
import { TextInput } from "#ui/text-input.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { Acknowledge } from "./acknowledge.tsx"
import { type BuildChoices, problemsOf } from "./build-choices.ts"
import { BuildOptions } from "./build-options.tsx"
import styles from "./check-section.module.css"
import { secretsWords } from "./secrets-words.ts"
import { Section } from "./section.tsx"
import type { EnvironmentLook } from "./use-environment.ts"
import type { Template } from "./use-template.ts"

interface CheckSectionProps {
  readonly template: Template | undefined
  readonly checked: CheckedText
  readonly context: EditorContext
  readonly choices: BuildChoices
  readonly environment: EnvironmentLook
  readonly onChoose: (choices: BuildChoices) => void
  readonly onAcknowledge: (paths: readonly (readonly string[])[]) => void
  /** What stands in the way, once the button was pressed. */
  readonly errors: readonly Finding[]
  readonly presses: number
  readonly failure: unknown
  readonly onGoTo: (finding: Finding) => void
  readonly ref?: Ref<HTMLDivElement>
}

export function CheckSection({ template, checked, context, choices, ...rest }: CheckSectionProps) {
  const missing = checked.diagnostics
    .filter(({ code }) => code === "secret.required_missing")
    .map(({ keyPath }) => keyPath)
  const start = template?.template.text ?? ""
  // The check follows the typing: most keys draw this page with the check that is there.
  const secrets = useMemo(
    () => secretsWords(keyMarks(checked, context), start),
    [checked, context, start],
  )
  return (
    <Section
      number={4}
      title="Check and create"
      waitsFor={template === undefined ? "Opens when the commit is read." : undefined}
    >
      {template === undefined ? undefined : (
        <>
          <Facts
            facts={[
              ["Secrets", secrets],
              ...summary(template),
              ["Environment", <EnvironmentLine key="e" {...rest.environment} />],
            ]}
          />
          <Acknowledge
            missing={missing}
            acknowledged={context.acknowledgeMissing ?? []}
            onAcknowledge={rest.onAcknowledge}
          />
          <Choices template={template} choices={choices} onChoose={rest.onChoose} />
          {rest.presses > 0 && rest.errors.length > 0 ? (
            <ErrorSummary
              title="The version was not created"
              problems={rest.errors}
              press={rest.presses}
              onGoTo={rest.onGoTo}
            />
          ) : undefined}
          {rest.failure === undefined ? undefined : <ErrorCard error={rest.failure} takesFocus />}
        </>
      )}
    </Section>
  )
}

function Choices({
  template,
  choices,
  onChoose,
}: Pick<CheckSectionProps, "choices" | "onChoose"> & { readonly template: Template }) {
  const { entrypoints, entrypoint } = template
  const scripts = [...new Set([...(entrypoint === null ? [] : [entrypoint]), ...entrypoints])]
  return (
    <>
      {scripts.length < 2 ? undefined : (
        <div className={styles["field"]}>
          <Select
            label="Script to run"
            options={scripts.map((file) => ({ value: file, label: visibleText(file) }))}
            value={choices.entrypoint === "" ? (entrypoint ?? "") : choices.entrypoint}
            onValue={(file) => onChoose({ ...choices, entrypoint: file })}
          />
        </div>
      )}
      {scripts.length > 0 ? undefined : (
        <TextInput
          label="Script to run"
          hint="No Python file of the commit imports Streamlit: name the one to run"
          isMono
          value={choices.entrypoint}
          onValue={(file) => onChoose({ ...choices, entrypoint: file })}
        />
      )}
      <div className={styles["field"]}>
        <TextInput
          label="Notes"
          hint="What is new, for those who upgrade"
          isOptional
          maxLength={2000}
          value={choices.notes}
          onValue={(notes) => onChoose({ ...choices, notes })}
        />
      </div>
      <BuildOptions
        template={template}
        choices={choices}
        problems={problemsOf(choices)}
        onChoose={onChoose}
      />
    </>
  )
}

function summary(template: Template) {
  return [
    [
      "Commit",
      <span key="c">
        <Mono>{template.commit.slice(0, 7)}</Mono> {visibleText(template.subject)}
      </span>,
    ],
    [
      "Script",
      template.entrypoint === null || template.entrypoints.length > 1 ? undefined : (
        <Mono key="s">{template.entrypoint}</Mono>
      ),
    ],
  ] as const
}
