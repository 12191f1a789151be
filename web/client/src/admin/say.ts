// Short words at the edge of the page: done, with a way back where there is one; or failed.

import { h } from "vue";

import { asApiFailure, isAborted } from "../api/failure";
import { i18n } from "../i18n";
import { ElButton, ElMessage, ElMessageBox } from "./element";
import { sayFailure } from "./words";

const UNDO_SECONDS = 10;

export function sayDone(text: string): void {
  ElMessage({ type: "success", message: text, grouping: true });
}

/** Says that it is done and offers to undo it for some seconds. */
export function sayUndoable(text: string, undo: () => Promise<void>): void {
  const shown = ElMessage({
    type: "success",
    duration: UNDO_SECONDS * 1000,
    showClose: true,
    message: () =>
      h("span", [
        text,
        " ",
        h(
          ElButton,
          {
            link: true,
            type: "primary",
            "data-testid": "undo",
            onClick: () => {
              shown.close();
              undo().catch(sayFailed);
            },
          },
          () => i18n.global.t("admin.act.undo"),
        ),
      ]),
  });
}

export function sayFailed(thrown: unknown): void {
  if (isAborted(thrown)) return;
  const { what, todo, code } = sayFailure(asApiFailure(thrown));
  ElMessage({ type: "error", duration: 8000, showClose: true, message: `${what}${i18n.global.locale.value === "zh" ? "。" : ". "}${todo}${code ? ` (${code})` : ""}` });
}

export interface Question {
  title: string;
  text: string;
  yes: string;
  no?: string;
  danger?: boolean;
}

/** Asks before something that cannot be taken back; false for anything but yes. */
export async function confirmed(question: Question): Promise<boolean> {
  try {
    await ElMessageBox.confirm(question.text, question.title, {
      confirmButtonText: question.yes,
      cancelButtonText: question.no ?? i18n.global.t("admin.act.cancel"),
      confirmButtonType: question.danger ? "danger" : "primary",
      closeOnClickModal: false,
    });
    return true;
  } catch {
    return false;
  }
}

/** Asks whether to drop what is not saved. */
export function mayDrop(): Promise<boolean> {
  const { t } = i18n.global;
  return confirmed({
    title: t("admin.leave.title"),
    text: t("admin.leave.text"),
    yes: t("admin.leave.leave"),
    no: t("admin.leave.stay"),
    danger: true,
  });
}
