// How a file is handed to a browser: shown or saved, under its name, and never executed (W8).

export function fileHeaders(
  name: string,
  type: string,
  kind: 'inline' | 'attachment' = 'attachment',
): Record<string, string> {
  const ascii = name.replace(/[^\w .()-]/gu, '_')
  return {
    'Content-Type': type,
    'Content-Disposition': `${kind}; filename="${ascii}"; filename*=UTF-8''${encodeRfc5987(name)}`,
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, no-store',
  }
}

function encodeRfc5987(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
