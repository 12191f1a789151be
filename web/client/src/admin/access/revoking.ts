// Revoking a device: it is out of its lesson within the second and has to be enrolled anew.

import type { Device, Devices } from "../../api/devices";
import { i18n } from "../../i18n";
import { confirmed, sayDone, sayFailed } from "../say";

export async function revokeDevice(devices: Devices, device: Device): Promise<boolean> {
  const { t } = i18n.global;
  const yes = t("admin.devices.revoke");
  const title = t("admin.devices.revoke_title");
  if (!(await confirmed({ title, text: t("admin.devices.revoke_text"), yes, danger: true })))
    return false;
  try {
    await devices.revoke(device.id);
    sayDone(t("admin.devices.revoked"));
    return true;
  } catch (thrown) {
    sayFailed(thrown);
    return false;
  }
}
