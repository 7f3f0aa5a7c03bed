// Putting things on the screens of the hall: which screen is prepared, what it would show, the message and the break that
// are being written. What is half written outlives a reload and everybody's acts.
import { createContext } from 'svelte'
import type { CommandArgument, FormalName } from '#shared/commands.ts'
import {
  type ScreenContent,
  type ScreenNumber,
  screenContents,
  screenNumbers,
} from '#shared/screen.ts'
import type { Act, Acts } from './acts.svelte.ts'
import { clockTime, t } from './messages/messages.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import type { Room } from './room.svelte.ts'
import { breakNow, contentOn, messageNow } from './screens.ts'

const minute = 60_000
const forms = { message: 'screen message', pause: 'screen break' } as const
/** Breaks that one key is enough for, in minutes. */
export const usualBreaks = [10, 15, 30, 60] as const

type ScreenAct = Extract<FormalName, `screen:${string}`>

export class Screening {
  /** The screen that is prepared. */
  screen = $state<ScreenNumber>('1')
  busy = $state(false)
  /** What this seat would put there; null while that is what stands there. */
  #chosen = $state<ScreenContent | null>(null)
  #text = $state('')
  #time = $state('')
  readonly #room: Room
  readonly #acts: Acts

  constructor(room: Room, acts: Acts) {
    this.#room = room
    this.#acts = acts
    const { unfinished } = room.desk
    this.#text = unfinished.read<string>(forms.message)?.words ?? ''
    this.#time = unfinished.read<string>(forms.pause)?.words ?? ''
  }

  /** Those that were given something to show, the first, and the one that is prepared; tracked, as all below. */
  get screens(): readonly ScreenNumber[] {
    return screenNumbers.filter(
      (screen) =>
        screen === '1' || screen === this.screen || this.#room.board.screens.get(screen) !== null,
    )
  }

  /** A number that no screen has yet. */
  get spare(): ScreenNumber | null {
    return screenNumbers.find((screen) => !this.screens.includes(screen)) ?? null
  }

  get shown(): ScreenContent {
    return contentOn(this.#room, this.screen)
  }

  get candidate(): ScreenContent {
    return this.#chosen ?? this.shown
  }

  /** The message that is being written; it is previewed as it is. */
  get text(): string {
    return this.#text
  }

  /** Until when the break shall last, as `14:30`. */
  get time(): string {
    return this.#time
  }

  /** The same as a time still to come, within a day; null where nothing, or no time, is written. */
  get until(): number | null {
    const [hours, minutes] = this.#time.split(':').map(Number)
    if (this.#time === '' || hours === undefined || minutes === undefined) return null
    const now = this.#room.session.time()
    const today = new Date(now).setHours(hours, minutes, 0, 0)
    return today > now ? today : new Date(now).setHours(hours + 24, minutes, 0, 0)
  }

  /** Why nothing can be put there now; null where it can (rule O2). */
  get why(): string | null {
    if (!this.#room.session.connected) return t('act_offline')
    return this.#room.seat.role === 'chair' ? this.#room.lead.why : null
  }

  turn(screen: ScreenNumber): void {
    this.screen = screen
    this.#chosen = null
  }

  choose(content: ScreenContent): void {
    this.#chosen = content === this.shown ? null : content
  }

  write(text: string): void {
    this.#text = text
    this.#room.desk.unfinished.keep(forms.message, '', text)
  }

  set(time: string): void {
    this.#time = time
    this.#room.desk.unfinished.keep(forms.pause, '', time)
  }

  /** The time in so many minutes, as it is written in the form. */
  setIn(minutes: number): void {
    const at = new Date(this.#room.session.now() + minutes * minute)
    const two = (part: number) => String(part).padStart(2, '0')
    this.set(`${two(at.getHours())}:${two(at.getMinutes())}`)
  }

  async show(
    content: ScreenContent = this.candidate,
    screen: ScreenNumber = this.screen,
  ): Promise<void> {
    const before = contentOn(this.#room, screen)
    if (content === before || !(await this.#give('screen:show', { screen, content }))) return
    if (screen === this.screen) this.#chosen = null
    this.#offer(
      t('screen_did_show', { n: Number(screen), content: t(`screen_${content}`) }),
      () => contentOn(this.#room, screen) === content,
      () => this.#give('screen:show', { screen, content: before }),
    )
  }

  /** Puts a message before the hall, or takes it off. */
  async say(text: string | null): Promise<void> {
    const before = messageNow(this.#room)
    if (text === before || !(await this.#give('screen:message', { text }))) return
    if (text !== null) this.write('')
    this.#offer(
      text === null ? t('screen_did_message_off') : t('screen_did_message'),
      () => messageNow(this.#room) === text,
      () => this.#give('screen:message', { text: before }),
    )
  }

  /** Calls a break, or ends it. */
  async pause(until: number | null): Promise<void> {
    const before = breakNow(this.#room)
    if (until === before || !(await this.#give('screen:break', { until }))) return
    if (until !== null) this.set('')
    this.#offer(
      until === null
        ? t('screen_did_break_off')
        : t('screen_did_break', { time: clockTime(until) }),
      () => breakNow(this.#room) === until,
      () => {
        const isStillToCome = before !== null && before > this.#room.session.now()
        return this.#give('screen:break', { until: isStillToCome ? before : null })
      },
    )
  }

  async #give<N extends ScreenAct>(name: N, input: CommandArgument<N>): Promise<boolean> {
    if (this.busy) return false
    this.#acts.told = this.why
    if (this.#acts.told !== null) return false
    this.busy = true
    const answer = await this.#room.session.act(name, input)
    this.busy = false
    if (!answer.ok) this.#acts.told = refusalText(answer.error)
    return answer.ok
  }

  /** Takes back only what still stands: who came after meant it. */
  #offer(name: string, stands: () => boolean, back: () => Promise<boolean>): void {
    this.#acts.undo.offer({
      name,
      run: async () => {
        if (!stands()) return t('screen_changed')
        return (await back()) ? null : this.#acts.told
      },
    })
  }
}

export const [getScreening, setScreening] = createContext<Screening>()

/** What can be put before the hall, for keys and palette; `open` leads to where it is prepared. */
export function screenActs(room: Room, screening: Screening, open: () => void): Act[] {
  const { why } = screening
  const off: Act[] = []
  if (messageNow(room) !== null)
    off.push({
      id: 'screen:message off',
      group: 'screen',
      name: t('screen_message_off'),
      why,
      run: () => void screening.say(null),
    })
  if (breakNow(room) !== null)
    off.push({
      id: 'screen:break off',
      group: 'screen',
      name: t('screen_break_off'),
      why,
      run: () => void screening.pause(null),
    })
  return [
    { id: 'screen', group: 'screen', name: t('screen_open'), key: 'W', run: open },
    ...off,
    ...usualBreaks.map((minutes): Act => ({
      id: `screen:break ${String(minutes)}`,
      group: 'screen',
      name: t('screen_break_for', { n: minutes }),
      why,
      sought: true,
      run: () => void screening.pause(room.session.now() + minutes * minute),
    })),
    ...screening.screens.flatMap((screen) =>
      screenContents
        .filter((content) => content !== contentOn(room, screen))
        .map((content): Act => ({
          id: `screen:show ${screen} ${content}`,
          group: 'screen',
          name: `${t('screen_number', { n: Number(screen) })}: ${t(`screen_${content}`)}`,
          why,
          sought: true,
          run: () => void screening.show(content, screen),
        })),
    ),
  ]
}
