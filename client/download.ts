// A text that the page made, saved on the device as a file.

export function saveCsv(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name.replace(/[^\p{L}\p{N} ._-]/gu, '-')
  link.click()
  URL.revokeObjectURL(address)
}
