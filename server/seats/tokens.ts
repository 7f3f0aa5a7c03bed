// Signed names: link tokens and seat credentials. What a name stands for is in the store; the signature makes it
// unguessable and unchangeable (L1). Short, because links are printed as QR codes.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** `<link>.<signature>`: what a join link carries. */
export interface Tokens {
  linkToken(link: string): string
  /** The link's id; null if the signature does not fit. */
  readLinkToken(token: string): string | null
  /** `<seat>.<link>.<signature>`: a cookie's value, or a bearer of clients without cookies. */
  seatCredential(seat: string, link: string): string
  readSeatCredential(credential: string): { seat: string; link: string } | null
  /** As a credential, but good for reading the calendar alone: calendars keep addresses, and pass them on (X5). */
  calendarToken(seat: string, link: string): string
  readCalendarToken(token: string): { seat: string; link: string } | null
}

export function createTokens(secret: Uint8Array): Tokens {
  const sign = (purpose: string, text: string) =>
    createHmac('sha256', secret).update(`${purpose}\n${text}`).digest('base64url').slice(0, 32)
  const verified = (purpose: string, signed: string): string | null => {
    const dot = signed.lastIndexOf('.')
    if (dot <= 0 || signed.length > 200) return null
    const text = signed.slice(0, dot)
    const given = Buffer.from(signed.slice(dot + 1))
    const right = Buffer.from(sign(purpose, text))
    return given.length === right.length && timingSafeEqual(given, right) ? text : null
  }
  const pair = (text: string | null) => {
    const [seat, link, rest] = text?.split('.') ?? []
    return seat && link && rest === undefined ? { seat, link } : null
  }
  const join = (purpose: string, text: string) => `${text}.${sign(purpose, text)}`
  return {
    linkToken: (link) => join('link', link),
    readLinkToken: (token) => {
      const link = verified('link', token)
      return link?.includes('.') ? null : link
    },
    seatCredential: (seat, link) => join('seat', `${seat}.${link}`),
    readSeatCredential: (credential) => pair(verified('seat', credential)),
    calendarToken: (seat, link) => join('calendar', `${seat}.${link}`),
    readCalendarToken: (token) => pair(verified('calendar', token)),
  }
}
