export const pairing = {};
export const today = {};
