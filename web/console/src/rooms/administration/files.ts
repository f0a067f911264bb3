/** A file's content in Base64, as services take small files within JSON. */
export function inBase64(file: Blob): Promise<string> {
  return new Promise((told, failed) => {
    const reader = new FileReader()
    reader.onload = () => told(String(reader.result).replace(/^data:[^,]*,/, ''))
    reader.onerror = () => failed(reader.error ?? new Error('unreadable'))
    reader.readAsDataURL(file)
  })
}
