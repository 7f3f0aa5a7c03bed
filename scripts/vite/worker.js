/* global VERSION, SHELL */
// The service worker: keeps the page's own files, so that a seat's page opens and reloads offline
// (rule U6). It answers for nothing else: links, commands, sockets and whatever the server says about
// the meeting pass it by.
const prefix = 'shell-'
const current = prefix + VERSION
const shell = new Set(SHELL)

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldShells().then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (url.pathname.startsWith('/seat/')) event.respondWith(page(request))
  } else if (url.pathname.startsWith('/assets/') || shell.has(url.pathname)) {
    event.respondWith(asset(request))
  }
})

async function keepShell() {
  const cache = await caches.open(current)
  await cache.addAll(SHELL.map((path) => new Request(path, { cache: 'reload' })))
}

/** The shell before this one stays: a page still open from it may yet load one of its parts. */
async function forgetOldShells() {
  const old = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== current)
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)))
}

/** The server's word first; the kept page when it is out of reach, or a proxy says so in its stead. */
async function page(request) {
  const kept = async () => (await caches.open(current)).match('/index.html')
  try {
    const answer = await fetch(request)
    return answer.status >= 502 && answer.status <= 504 ? ((await kept()) ?? answer) : answer
  } catch (unreachable) {
    const answer = await kept()
    if (answer === undefined) throw unreachable
    return answer
  }
}

/** A file's name is its hash, so any copy is the right one; for the few without, the current shell's. */
async function asset(request) {
  const cache = await caches.open(current)
  const kept = (await cache.match(request)) ?? (await caches.match(request))
  if (kept !== undefined) return kept
  const answer = await fetch(request)
  if (answer.ok && new URL(request.url).pathname.startsWith('/assets/flags/'))
    await cache.put(request, answer.clone())
  return answer
}
