// What is seen at once of a new password. Whether it is too easy to guess, the server says.
const LENGTH_MIN = 12

export const PASSWORD_HINT = `${LENGTH_MIN} characters or more. Four or five unrelated words are easy to keep and hard to guess`

export function newPasswordProblem(typed: string): string | undefined {
  const length = [...typed.normalize("NFKC")].length
  if (length === 0) return "Choose a password"
  if (length < LENGTH_MIN) return `It has ${length} characters: use ${LENGTH_MIN} or more`
  return undefined
}
