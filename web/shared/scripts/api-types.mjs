// Writes the client's types from the services' recorded OpenAPI documents.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const from = new URL('../openapi/', import.meta.url)
const to = new URL('../src/api/schema/', import.meta.url)

await mkdir(to, { recursive: true })
for (const name of await readdir(from)) {
    const document = JSON.parse(await readFile(new URL(name, from), 'utf8'))
    const types = astToString(await openapiTS(document, { defaultNonNullable: false }))
    await writeFile(new URL(name.replace('.json', '.ts'), to), types)
}
