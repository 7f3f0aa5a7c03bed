// The log as a person reads it in a terminal; where it goes anywhere else it stays JSON, for machines.

/** One line of JSON, as pino writes it, in words. What is no such line is handed on as it is. */
export function terminalLine(line: string): string {
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(line) as Record<string, unknown>
  } catch {
    return line
  }
  const { level, time, msg, err, ...rest } = entry
  const at = new Date(Number(time)).toLocaleTimeString('en-GB')
  const alarm = Number(level) >= 50 ? 'error: ' : Number(level) >= 40 ? 'warning: ' : ''
  const details = Object.entries(rest).map(([key, value]) => `${key}=${wordOf(value)}`)
  const stack = (err as { stack?: string } | undefined)?.stack
  return `${[at, `${alarm}${String(msg)}`, ...details].join('  ')}\n${stack === undefined ? '' : `${stack}\n`}`
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
