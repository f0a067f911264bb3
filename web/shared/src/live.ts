// Streams of events (SSE) in the session's name: EventSource can't carry a token.
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { getCurrentScope, onScopeDispose } from 'vue'
import { authorised } from './session'

/** One event of a stream; `data` as it was sent. */
export interface Told {
  event: string
  data: string
}

/** Milliseconds to wait before a broken stream is opened again: at first, and at most. */
const PAUSES = [1_000, 30_000] as const

/**
 * Listens to a stream until the returned function is called, or the component is gone. Goes on
 * after the last event it heard when the connection breaks.
 */
export function listen(path: string, tell: (told: Told) => void): () => void {
  const stop = new AbortController()
  void goOn(path, tell, stop.signal)
  if (getCurrentScope()) onScopeDispose(() => stop.abort())
  return () => stop.abort()
}

async function goOn(path: string, tell: (told: Told) => void, signal: AbortSignal): Promise<void> {
  let last: string | undefined
  let pause: number = PAUSES[0]
  while (!signal.aborted) {
    try {
      const headers: HeadersInit = last === undefined ? {} : { 'Last-Event-ID': last }
      const response = await authorised(new Request(path, { headers, signal }))
      if (response.ok && response.body) {
        pause = PAUSES[0]
        const events = response.body
          .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
          .pipeThrough(new EventSourceParserStream())
          .getReader()
        for (let next = await events.read(); !next.done; next = await events.read()) {
          last = next.value.id ?? last
          tell({ event: next.value.event ?? 'message', data: next.value.data })
        }
      } else if (response.status === 401 || response.status === 403) {
        return
      }
    } catch {
      if (signal.aborted) return
    }
    await new Promise((wake) => setTimeout(wake, pause))
    pause = Math.min(pause * 2, PAUSES[1])
  }
}
