// A form that the page answers itself: the browser neither sends it away nor says in its own words what is wrong.
import type { ReactNode, Ref } from "react"

interface FormProps {
  readonly className: string | undefined
  readonly onSubmit: () => unknown
  readonly ref?: Ref<HTMLFormElement>
  readonly children: ReactNode
}

export function Form({ className, onSubmit, ref, children }: FormProps) {
  return (
    <form
      ref={ref}
      className={className}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
    </form>
  )
}
