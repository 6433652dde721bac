// 2. Secrets: the text, where it came from, what the new template changes.
import type { Ref } from "react"

import { SecretsEditor, type SecretsEditorHandle } from "#editor/secrets-editor.tsx"
import type { EditorContext } from "#editor/editor-context.ts"
import type { Finding } from "#editor/problem-list.tsx"
import { Actions } from "#ui/actions.tsx"
import { Button } from "#ui/button.tsx"
import { Icon } from "#ui/icon.tsx"
import { Mono } from "#ui/mono.tsx"
import { visibleText } from "#ui/visible-text.ts"

import { Section } from "./section.tsx"
import styles from "./secrets-section.module.css"
import { TemplateChanges } from "./template-changes.tsx"
import type { Draft } from "./use-draft.ts"
import type { Template } from "./use-template.ts"

interface SecretsSectionProps {
  readonly editor: Ref<SecretsEditorHandle>
  readonly template: Template | undefined
  readonly draft: Draft
  readonly context: EditorContext
  readonly problems: readonly Finding[] | undefined
  readonly onSave: () => void
}

export function SecretsSection({ editor, template, draft, ...rest }: SecretsSectionProps) {
  return (
    <Section
      number={2}
      title="Secrets"
      waitsFor={template === undefined ? "Opens when the commit is read." : undefined}
    >
      {template === undefined ? undefined : (
        <>
          <Origin template={template} draft={draft} />
          <TemplateChanges template={template} draft={draft} />
          <SecretsEditor
            ref={editor}
            text={draft.text}
            onChange={draft.setText}
            context={rest.context}
            label="Secrets of the new version"
            required
            problems={rest.problems}
            onSave={rest.onSave}
          />
        </>
      )}
    </Section>
  )
}

function Origin({ template, draft }: { readonly template: Template; readonly draft: Draft }) {
  const { template: file, commit, base, skeleton } = template
  const exposed = file.diagnostics.filter(({ code }) => code.endsWith("_in_git"))
  const offers = skeleton !== null && draft.text.trim() === ""
  return (
    <div className={styles["origin"]}>
      {draft.newer === undefined ? undefined : <Newer template={draft.newer} draft={draft} />}
      {file.found ? (
        <p>
          Pre-filled from <Mono>{file.path}</Mono> at <Mono>{commit.slice(0, 7)}</Mono>
          {base === undefined ? "." : ", with the values of the latest version kept."} Values are
          hidden after saving.
        </p>
      ) : (
        <p>
          The commit has no <Mono>{file.path}</Mono>. Write what the module needs; values are hidden
          after saving.
        </p>
      )}
      {offers ? (
        <Actions>
          <Button icon="plus" onClick={() => draft.setText(skeleton)}>
            Start with the keys that the code reads
          </Button>
        </Actions>
      ) : undefined}
      {exposed.map(({ message, help, keyPath }) => (
        <p key={keyPath.join("\u0000")} role="alert" className={styles["exposed"]}>
          <Icon name="alert" />
          <span>
            <strong>{visibleText(message)}.</strong> {help === undefined ? "" : upperFirst(help)}.
            Its value was not taken over.
          </span>
        </p>
      ))}
    </div>
  )
}

function Newer({ template, draft }: { readonly template: Template; readonly draft: Draft }) {
  return (
    <div role="status" className={styles["newer"]}>
      <p>
        The text below is yours and was not touched. The template at{" "}
        <Mono>{template.commit.slice(0, 7)}</Mono> is another one.
      </p>
      <Actions>
        <Button onClick={draft.takeNewer}>Start again from that template</Button>
        <Button kind="quiet" onClick={draft.keepOwn}>
          Keep my text
        </Button>
      </Actions>
    </div>
  )
}

function upperFirst(text: string): string {
  return visibleText(text.slice(0, 1).toUpperCase() + text.slice(1))
}
