// Starts the page: fonts and tokens, the language and theme of this device, the worker that keeps the page.
import { mount } from 'svelte'
import App from './App.svelte'
import '@fontsource-variable/source-sans-3/wght.css'
import '@fontsource-variable/source-serif-4/wght.css'
import './app.css'
import { chooseLanguage, preferredLanguage } from './messages/messages.svelte.ts'
import { chooseTheme, rememberedTheme } from './theme.svelte.ts'

chooseTheme(rememberedTheme())
await chooseLanguage(preferredLanguage()).catch(() => chooseLanguage('en'))

const page = document.getElementById('page')
if (page === null) throw new Error('index.html has no element with the id "page"')
mount(App, { target: page })

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // Trusted Types: a worker's address must come from a policy.
  const address = '/sw.js'
  const policy = window.trustedTypes?.createPolicy('sw', {
    createScriptURL: (url: string) => url,
  })
  const script: unknown = policy?.createScriptURL(address) ?? address
  navigator.serviceWorker.register(script as string).catch(() => undefined)
}
