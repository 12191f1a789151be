// Whether camera and microphone are there, without opening them: nobody is filmed between lessons.

import { onScopeDispose, shallowRef, type ShallowRef } from "vue";

export type Missing = "camera" | "microphone";

export function useEquipment(): ShallowRef<readonly Missing[]> {
  const missing = shallowRef<readonly Missing[]>([]);
  const media = navigator.mediaDevices as MediaDevices | undefined;

  async function look(): Promise<void> {
    const found = (await media?.enumerateDevices().catch(() => [])) ?? [];
    const has = (kind: MediaDeviceKind): boolean => found.some((device) => device.kind === kind);
    missing.value = [
      ...(has("videoinput") ? [] : (["camera"] as const)),
      ...(has("audioinput") ? [] : (["microphone"] as const)),
    ];
  }

  const again = (): void => void look();
  media?.addEventListener("devicechange", again);
  onScopeDispose(() => media?.removeEventListener("devicechange", again));
  void look();
  return missing;
}
