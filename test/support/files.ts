// Small files of each kind that may be tabled, made byte by byte, and some that may not.

const latin1 = (text: string) => Buffer.from(text, 'latin1')

export const pdf = (words = 'Programme') =>
  latin1(`%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% ${words}\ntrailer<</Root 1 0 R>>\n%%EOF\n`)

/** One pixel. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
export const jpeg = Buffer.concat([latin1('\xff\xd8\xff\xe0\x00\x10JFIF\x00'), Buffer.alloc(64)])
export const webp = Buffer.concat([
  latin1('RIFF'),
  Buffer.from([64, 0, 0, 0]),
  latin1('WEBPVP8 '),
  Buffer.alloc(56),
])
export const plain = Buffer.from(
  'Заява делегації\nGermany takes the lead of a new coalition.\n',
  'utf8',
)
