// A text that the page made, saved on the device as a file.

export function saveCsv(text: string, name: string): void {
  save(text, name, 'text/csv')
}

export function saveText(text: string, name: string): void {
  save(text, name, 'text/plain')
}

function save(text: string, name: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = address
  link.download = name.replace(/[^\p{L}\p{N} ._-]/gu, '-')
  link.click()
  URL.revokeObjectURL(address)
}
