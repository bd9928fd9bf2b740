/** The form in which codes of a system without case are compared. */
export const foldCode = (code: string): string => code.toLowerCase();
