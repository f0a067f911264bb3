// Draws the program's icons: a viewfinder with a tick, white on the accent. `node scripts/icons.mjs`
import { writeFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'

const GROUND = [11, 110, 105]
const MARK = [255, 255, 255]
/** Samples along each side of a pixel. */
const SAMPLES = 4

/** Whether a point of the unit square is part of the mark. */
function isMark(x, y) {
    return (
        isCorner(x, y) || near(x, y, 0.36, 0.51, 0.46, 0.61) || near(x, y, 0.46, 0.61, 0.65, 0.41)
    )
}

/** The four corners of a viewfinder. */
function isCorner(x, y) {
    const [across, down] = [Math.abs(x - 0.5), Math.abs(y - 0.5)]
    const inFrame = Math.max(across, down) <= 0.29 && Math.max(across, down) >= 0.24
    return inFrame && Math.min(across, down) >= 0.13
}

/** Whether a point lies within a line's width. */
function near(x, y, fromX, fromY, toX, toY) {
    const [alongX, alongY] = [toX - fromX, toY - fromY]
    const share = ((x - fromX) * alongX + (y - fromY) * alongY) / (alongX ** 2 + alongY ** 2)
    const at = Math.min(1, Math.max(0, share))
    return Math.hypot(x - fromX - at * alongX, y - fromY - at * alongY) <= 0.03
}

function pixels(side) {
    const rows = []
    for (let y = 0; y < side; y++) {
        const row = [0]
        for (let x = 0; x < side; x++) {
            let hits = 0
            for (let sample = 0; sample < SAMPLES ** 2; sample++) {
                const across = (x + ((sample % SAMPLES) + 0.5) / SAMPLES) / side
                const down = (y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / side
                if (isMark(across, down)) hits += 1
            }
            const share = hits / SAMPLES ** 2
            row.push(
                ...GROUND.map((each, index) => Math.round(each + (MARK[index] - each) * share)),
            )
        }
        rows.push(Buffer.from(row))
    }
    return Buffer.concat(rows)
}

function chunk(name, content) {
    const body = Buffer.concat([Buffer.from(name), content])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(content.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
}

function png(side) {
    const about = Buffer.alloc(13)
    about.writeUInt32BE(side, 0)
    about.writeUInt32BE(side, 4)
    about.set([8, 2, 0, 0, 0], 8)
    return Buffer.concat([
        Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
        chunk('IHDR', about),
        chunk('IDAT', deflateSync(pixels(side), { level: 9 })),
        chunk('IEND', Buffer.alloc(0)),
    ])
}

for (const side of [180, 192, 512]) {
    writeFileSync(new URL(`../public/icons/${side}.png`, import.meta.url), png(side))
}
