// Light, dark, or as the device is set; remembered on the device.
export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const remembered = 'pledgehall.theme'
let chosen = $state<Theme>('auto')

export function theme(): Theme {
  return chosen
}

export function chooseTheme(theme: Theme): void {
  chosen = theme
  if (theme === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  localStorage.setItem(remembered, theme)
}

export function rememberedTheme(): Theme {
  const kept = localStorage.getItem(remembered)
  return themes.find((theme) => theme === kept) ?? 'auto'
}
