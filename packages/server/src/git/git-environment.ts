// The whole environment of a Git process: nothing is inherited from the server's own.
interface EnvironmentParts {
  readonly searchPath: string
  /** A folder of ours; Git and ssh look for nothing of the server's user. */
  readonly home: string
  readonly configFile: string
  /** The one way out; a protocol that does not exist for calls that stay on this machine. */
  readonly protocol: "https" | "ssh" | "file" | "none"
}

export function gitEnvironment(parts: EnvironmentParts): Record<string, string> {
  return {
    PATH: parts.searchPath,
    HOME: parts.home,
    // Messages are matched, so they must come in one language.
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: parts.configFile,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: parts.protocol,
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_SSH_VARIANT: "ssh",
  }
}
