// How a save is to happen, beside its text: what open pages do, whether it is staged first, why it was made.
export interface SaveChoices {
  /** "" leaves it to what each install is set to. */
  readonly sessions: "" | "next-run" | "rerun"
  readonly isStaged: boolean
  readonly reason: string
  /** Whether the person said that the module needs none of the missing ones. */
  readonly isAcknowledged: boolean
}

export const choicesAtFirst: SaveChoices = {
  sessions: "",
  isStaged: false,
  reason: "",
  isAcknowledged: false,
}

/** The part of a save's body that follows from the choices. */
export function choicesBody({ sessions, isStaged, reason }: SaveChoices) {
  return {
    ...(sessions === "" ? {} : { sessions }),
    ...(isStaged ? { stage: true } : {}),
    ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
  }
}
