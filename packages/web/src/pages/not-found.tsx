// Any address that no page answers.
export { NotFound as Component } from "#app/not-found.tsx"
