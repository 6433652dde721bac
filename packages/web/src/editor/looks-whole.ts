// Whether a pasted text looks like a whole document in another form than TOML. The converter itself is fetched only then.
export function looksWhole(text: string): boolean {
  if (/^\s*\{[^]*\}\s*$/.test(text) || /^---[ \t]*\r?\n[^]*\n---/.test(text)) return true
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !/^\s*#/.test(line))
  // `=` alone behind a name is how base64 ends.
  return (
    lines.length > 0 && lines.every((line) => /^\s*(?:export\s+)?[A-Za-z_]\w*=(?!=*$)/.test(line))
  )
}
