import type { transfer as words } from "./zh";

export const transfer: typeof words = {};
