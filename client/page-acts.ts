// What every seat can do on its page, whatever its part in the session.
import type { Act, Acts } from './acts.svelte.ts'
import {
  chooseLanguage,
  language,
  languageNames,
  languages,
  t,
} from './messages/messages.svelte.ts'
import type { Room } from './room.svelte.ts'
import { shortcutsOn, turnShortcuts } from './shortcuts.svelte.ts'
import { chooseTheme, theme, themes } from './theme.svelte.ts'
import { askingRoles } from './whatif.svelte.ts'

export function pageActs(room: Room, acts: Acts): Act[] {
  const refused = room.tray.length + room.aside.length
  const { current } = acts.undo
  const themeNames = { auto: t('theme_auto'), light: t('theme_light'), dark: t('theme_dark') }
  return [
    ...(current === null && room.seat.role !== 'chair'
      ? []
      : [
          {
            id: 'undo',
            group: 'session',
            name: t('undo'),
            detail: current?.name ?? '',
            key: 'U',
            why: current === null ? t('undo_none') : null,
            run: () => void acts.undo.take(),
          } as const,
        ]),
    ...(refused === 0
      ? []
      : [
          {
            id: 'tray',
            group: 'board',
            name: t('tray'),
            detail: String(refused),
            run: () => {
              room.desk.select({ kind: 'tray' })
            },
          } as const,
        ]),
    { id: 'keys', group: 'page', name: t('keys'), key: '?', run: () => (acts.shown = 'keys') },
    {
      id: 'keys:turn',
      group: 'page',
      name: shortcutsOn() ? t('keys_turn_off') : t('keys_turn_on'),
      run: () => {
        turnShortcuts(!shortcutsOn())
      },
    },
    ...languages
      .filter((tag) => tag !== language())
      .map((tag): Act => ({
        id: `language:${tag}`,
        group: 'page',
        name: languageNames[tag],
        detail: t('language'),
        run: () => void chooseLanguage(tag),
      })),
    ...themes
      .filter((name) => name !== theme())
      .map((name): Act => ({
        id: `theme:${name}`,
        group: 'page',
        name: themeNames[name],
        detail: t('theme'),
        run: () => {
          chooseTheme(name)
        },
      })),
    ...(askingRoles.has(room.seat.role)
      ? [
          {
            id: 'whatif',
            group: 'board',
            name: t('whatif'),
            run: () => (acts.shown = 'whatif'),
          } as const,
        ]
      : []),
    { id: 'files', group: 'page', name: t('files_save'), run: () => (acts.shown = 'files') },
    {
      id: 'print',
      group: 'page',
      name: t('print'),
      run: () => {
        window.print()
      },
    },
  ]
}
