// The phone's camera: a live picture, front or back, with its light where it has one, and photos
// taken from it at its full size.
import { onScopeDispose, ref, shallowRef } from 'vue'

export type Facing = 'environment' | 'user'
/** `denied` waits for the person, `missing` for another phone. */
export type CameraState = 'starting' | 'live' | 'denied' | 'missing'

interface TorchTrack extends MediaStreamTrack {
  getCapabilities(): MediaTrackCapabilities & { torch?: boolean }
}

const QUALITY = 0.92

export function useCamera() {
  const stream = shallowRef<MediaStream | null>(null)
  const state = ref<CameraState>('starting')
  const facing = ref<Facing>('environment')
  const hasTorch = ref(false)
  const torch = ref(false)

  async function start(): Promise<void> {
    stop()
    state.value = 'starting'
    try {
      const found = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: {
          facingMode: facing.value,
          width: { ideal: 2560 },
          height: { ideal: 1920 },
        },
      })
      stream.value = found
      const track = found.getVideoTracks()[0] as TorchTrack | undefined
      hasTorch.value = track?.getCapabilities?.().torch === true
      track?.addEventListener('ended', () => void start())
      state.value = 'live'
    } catch (error) {
      const name = error instanceof DOMException ? error.name : ''
      state.value = name === 'NotAllowedError' || name === 'SecurityError' ? 'denied' : 'missing'
    }
  }

  function stop(): void {
    stream.value?.getTracks().forEach((each) => each.stop())
    stream.value = null
    torch.value = false
  }

  async function flip(): Promise<void> {
    facing.value = facing.value === 'environment' ? 'user' : 'environment'
    await start()
  }

  async function light(on: boolean): Promise<void> {
    const track = stream.value?.getVideoTracks()[0]
    await track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
    torch.value = on
  }

  /** The picture that stands in the viewfinder now, as a JPEG. */
  async function take(video: HTMLVideoElement): Promise<Blob> {
    const canvas = document.createElement('canvas')
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    canvas.getContext('2d')!.drawImage(video, 0, 0)
    const blob = await new Promise<Blob | null>((done) =>
      canvas.toBlob(done, 'image/jpeg', QUALITY),
    )
    if (!blob) throw new Error('no picture')
    return blob
  }

  onScopeDispose(stop)
  return { stream, state, facing, hasTorch, torch, start, stop, flip, light, take }
}
