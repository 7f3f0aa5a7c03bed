// The environment, read once. A wrong value stops the start with a sentence that names it.
import { z } from '#shared/z.ts'

const whole = (fallback: number, min: number, max: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max,
      `a whole number from ${String(min)} to ${String(max)}`,
    )
    .transform(Number)
    .default(fallback)
const oneOf = <const Choice extends string>(...choices: readonly Choice[]) =>
  z.enum(choices, { error: `one of ${choices.join(', ')}` })

/** Every variable, with its default; docs/OPERATING.md says the same in words. */
export const environment = z.object({
  /** TCP port; 0 lets the system choose. */
  PORT: whole(8787, 0, 65535),
  HOST: z.string().default('127.0.0.1'),
  /** Folder of the database. */
  DATA_DIR: z.string().default('data'),
  /** How the outside reaches the server, for links and cookies: https behind a TLS proxy. */
  PUBLIC_URL: z
    .string()
    .refine(
      (text) => URL.canParse(text) && /^https?:\/\/[^/?#]+\/?$/.test(text),
      'an address such as https://hall.example.org, without a path',
    )
    .optional(),
  /** Believe X-Forwarded-For and X-Forwarded-Proto: only behind a proxy that sets them. */
  TRUST_PROXY: oneOf('0', '1', 'false', 'true')
    .default('0')
    .transform((value) => value === '1' || value === 'true'),
  LOG_LEVEL: oneOf('silent', 'error', 'warn', 'info', 'debug').default('info'),
  /** Adaptive tick: how many sends per second are made one by one before edits share a flush. */
  TICK_SENDS_PER_SECOND: whole(6000, 1, 1_000_000),
  /** The longest an edit waits for others to share its flush, ms. */
  TICK_MAX_WAIT_MS: whole(38, 0, 1000),
  /** Bytes that the documents of one session may hold together. */
  DOCUMENT_BYTES: whole(512 * 1024 * 1024, 1, 8 * 1024 * 1024 * 1024),
  /** How often a connection to a board is asked for a sign of life, ms; without one it ends at the next time. */
  HEARTBEAT_MS: whole(20_000, 100, 600_000),
  /** How long a delegation counts as present after its last seat dropped out, ms: sockets blink. */
  ABSENCE_MS: whole(20_000, 0, 600_000),
  /** How long the chair may be out of reach before the floor is frozen and a deputy may take over, ms. */
  CHAIR_GRACE_MS: whole(30_000, 0, 600_000),
  /**
   * Limits (G20): a burst, and what is refilled per second. A hall of 285 seats or 1,000 viewers may sit behind one
   * address and come back all at once.
   */
  LIMIT_CONNECTS_PER_ADDRESS: whole(6000, 1, 1_000_000),
  LIMIT_CONNECTS_PER_ADDRESS_PER_SECOND: whole(200, 1, 100_000),
  LIMIT_CONNECTIONS_PER_ADDRESS: whole(10_000, 1, 1_000_000),
  LIMIT_CONNECTIONS_PER_SEAT: whole(64, 1, 100_000),
  LIMIT_CONNECTIONS_PER_VIEWER_SEAT: whole(2500, 1, 100_000),
  /** How long a connection to a board may leave unread what it was sent, ms (G19). */
  LIMIT_UNREAD_MS: whole(30_000, 100, 600_000),
  /** How long the head of a request may take to arrive, ms; all of it may take twice as long. */
  LIMIT_HEADERS_MS: whole(10_000, 100, 60_000),
  LIMIT_JOINS_PER_ADDRESS: whole(4000, 1, 1_000_000),
  LIMIT_JOINS_PER_ADDRESS_PER_SECOND: whole(100, 1, 100_000),
  LIMIT_FRAMES: whole(1000, 1, 1_000_000),
  LIMIT_FRAMES_PER_SECOND: whole(300, 1, 1_000_000),
  LIMIT_BYTES: whole(2 * 1024 * 1024, 1024, 1 << 30),
  LIMIT_BYTES_PER_SECOND: whole(256 * 1024, 1024, 1 << 30),
  LIMIT_SYNCS: whole(12, 1, 100_000),
  LIMIT_SYNCS_PER_SECOND: whole(1, 1, 100_000),
  /** Bytes encoded for the connections of one seat alone, to bring them up to date. */
  LIMIT_ENCODED: whole(64 * 1024 * 1024, 1024, 1 << 30),
  LIMIT_ENCODED_PER_SECOND: whole(4 * 1024 * 1024, 1024, 1 << 30),
  LIMIT_FAULTS: whole(30, 1, 100_000),
  LIMIT_FAULTS_PER_SECOND: whole(1, 1, 100_000),
  LIMIT_COMMANDS: whole(60, 1, 100_000),
  LIMIT_COMMANDS_PER_SECOND: whole(20, 1, 100_000),
  LIMIT_DOCUMENTS: whole(20, 1, 100_000),
  LIMIT_DOCUMENTS_PER_SECOND: whole(1, 1, 100_000),
  /** Requests of the read-only API; a file counts as ten. */
  LIMIT_EXPORTS: whole(100, 10, 100_000),
  LIMIT_EXPORTS_PER_SECOND: whole(5, 1, 100_000),
  LIMIT_MESSAGES: whole(20, 1, 100_000),
  LIMIT_MESSAGES_PER_SECOND: whole(1, 1, 100_000),
})

export type Config = ReturnType<typeof readConfig>

/** Throws an Error that names every wrong variable. An empty variable is one that is not set. */
export function readConfig(env: Readonly<Record<string, string | undefined>>) {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(set)
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => {
      const name = path.join('.')
      return `  ${name} is ${JSON.stringify(env[name])}; it must be ${message}.`
    })
    throw new Error(`The server cannot start with this environment:\n${faults.join('\n')}`)
  }
  const e = parsed.data
  const allowance = (burst: number, perSecond: number) => ({ burst, perSecond })
  return {
    port: e.PORT,
    host: e.HOST,
    dataDir: e.DATA_DIR,
    publicUrl: e.PUBLIC_URL,
    trustProxy: e.TRUST_PROXY,
    logLevel: e.LOG_LEVEL,
    tick: { sendsPerSecond: e.TICK_SENDS_PER_SECOND, maxWait: e.TICK_MAX_WAIT_MS },
    documentBytes: e.DOCUMENT_BYTES,
    heartbeatMs: e.HEARTBEAT_MS,
    patience: { unread: e.LIMIT_UNREAD_MS, absence: e.ABSENCE_MS, chair: e.CHAIR_GRACE_MS },
    limits: {
      connects: allowance(e.LIMIT_CONNECTS_PER_ADDRESS, e.LIMIT_CONNECTS_PER_ADDRESS_PER_SECOND),
      connectionsPerAddress: e.LIMIT_CONNECTIONS_PER_ADDRESS,
      connectionsPerSeat: e.LIMIT_CONNECTIONS_PER_SEAT,
      connectionsPerViewerSeat: e.LIMIT_CONNECTIONS_PER_VIEWER_SEAT,
      headersMs: e.LIMIT_HEADERS_MS,
      joins: allowance(e.LIMIT_JOINS_PER_ADDRESS, e.LIMIT_JOINS_PER_ADDRESS_PER_SECOND),
      frames: allowance(e.LIMIT_FRAMES, e.LIMIT_FRAMES_PER_SECOND),
      bytes: allowance(e.LIMIT_BYTES, e.LIMIT_BYTES_PER_SECOND),
      syncs: allowance(e.LIMIT_SYNCS, e.LIMIT_SYNCS_PER_SECOND),
      encoded: allowance(e.LIMIT_ENCODED, e.LIMIT_ENCODED_PER_SECOND),
      faults: allowance(e.LIMIT_FAULTS, e.LIMIT_FAULTS_PER_SECOND),
      commands: allowance(e.LIMIT_COMMANDS, e.LIMIT_COMMANDS_PER_SECOND),
      documents: allowance(e.LIMIT_DOCUMENTS, e.LIMIT_DOCUMENTS_PER_SECOND),
      exports: allowance(e.LIMIT_EXPORTS, e.LIMIT_EXPORTS_PER_SECOND),
      messages: allowance(e.LIMIT_MESSAGES, e.LIMIT_MESSAGES_PER_SECOND),
    },
  } as const
}
