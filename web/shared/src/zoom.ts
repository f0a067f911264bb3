// Pictures enlarged by the wheel and moved by dragging.
import { computed, ref } from 'vue'

const MOST = 8
const WHEEL = 1.2

export function useZoom() {
  const zoom = ref(1)
  const shift = ref({ x: 0, y: 0 })
  let grabbed: { x: number; y: number } | null = null

  const enlarged = computed(() => zoom.value > 1)
  const place = computed(() => ({
    transform: `translate(${shift.value.x}px, ${shift.value.y}px) scale(${zoom.value})`,
  }))

  function reset(): void {
    zoom.value = 1
    shift.value = { x: 0, y: 0 }
  }

  function enlarge(by: number): void {
    zoom.value = Math.min(MOST, Math.max(1, zoom.value * by))
    if (!enlarged.value) reset()
  }

  /** What the pictures' frame listens to. */
  const hands = {
    wheel(event: WheelEvent): void {
      event.preventDefault()
      enlarge(event.deltaY < 0 ? WHEEL : 1 / WHEEL)
    },
    pointerdown(event: PointerEvent): void {
      if (!enlarged.value) return
      grabbed = { x: event.clientX - shift.value.x, y: event.clientY - shift.value.y }
      ;(event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)
    },
    pointermove(event: PointerEvent): void {
      if (grabbed) shift.value = { x: event.clientX - grabbed.x, y: event.clientY - grabbed.y }
    },
    pointerup(): void {
      grabbed = null
    },
    pointercancel(): void {
      grabbed = null
    },
  }

  return { enlarged, place, enlarge, reset, hands }
}
