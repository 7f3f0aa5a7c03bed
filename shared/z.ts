// The one place zod is imported from: every schema must see `jitless` before it is built, because
// zod otherwise probes `new Function`, which the page's content security policy forbids.
import * as z from 'zod'

z.config({ jitless: true })

export { z }
