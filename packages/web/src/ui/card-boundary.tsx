// Catches what fails while drawing a part of a page, shows it there, and draws the part anew on Retry.
import { Component, type ReactNode } from "react"

import { ErrorCard } from "./error-card.tsx"

interface State {
  readonly failed: { readonly error: unknown } | undefined
}

export class CardBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { failed: undefined }

  static getDerivedStateFromError(error: unknown): State {
    return { failed: { error } }
  }

  override render(): ReactNode {
    const { failed } = this.state
    if (failed === undefined) return this.props.children
    return <ErrorCard error={failed.error} onRetry={() => this.setState({ failed: undefined })} />
  }
}
