// The caller's exports: asked for, watched while they are made, fetched.
import type { components } from '@shirong/shared/api/schema/ledger.ts'
import { api, done } from '@shirong/shared/api/client.ts'
import { saveAs } from '@shirong/shared/saving.ts'
import { onScopeDispose, readonly, shallowRef } from 'vue'

export type Export = components['schemas']['ExportView']

/** Milliseconds between two looks at exports that are being made. */
const PAUSE = 1_000

/** The caller's exports of some documents, newest first, for as long as the component lives. */
export function useExports(...documents: Export['document'][]) {
  const listed = shallowRef<Export[]>([])
  const error = shallowRef<unknown>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  async function read(): Promise<void> {
    clearTimeout(timer)
    error.value = null
    try {
      const found = await done(api.GET('/api/ledger/exports'))
      listed.value = found.filter((each) => documents.includes(each.document))
    } catch (caught) {
      error.value = caught
      return
    }
    if (listed.value.some(({ status }) => status === 'waiting')) timer = setTimeout(read, PAUSE)
  }

  async function drop({ id }: Export): Promise<void> {
    const params = { path: { export_id: id } }
    await done(api.DELETE('/api/ledger/exports/{export_id}', { params }))
    await read()
  }

  return { listed: readonly(listed), error: readonly(error), read, drop }
}

export async function fetchExport({ id, name, format }: Export): Promise<void> {
  const params = { path: { export_id: id } }
  const file = await done(
    api.GET('/api/ledger/exports/{export_id}/file', { params, parseAs: 'blob' }),
  )
  saveAs(file as Blob, `${name}.${format}`)
}
