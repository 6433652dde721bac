// Milliseconds since 1970 as the ISO 8601 text that crosses the wire.
export function iso(ms: number): string {
  return new Date(ms).toISOString()
}
