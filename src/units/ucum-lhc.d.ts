/** The part of @lhncbc/ucum-lhc that is used here; the package brings no types. */
declare module '@lhncbc/ucum-lhc' {
  interface UcumLhcUtils {
    validateUnitString(unit: string): {
      status: 'valid' | 'invalid' | 'error';
      ucumCode: string | null;
      unit?: { name?: string | null };
    };
    convertUnitTo(
      from: string,
      value: number,
      to: string,
    ): { status: 'succeeded' | 'failed' | 'error'; toVal: number | null };
    convertToBaseUnits(
      unit: string,
      value: number,
    ): { status: 'succeeded' | 'failed' | 'error'; unitToExp?: Record<string, number> };
  }
  const ucumLhc: { UcumLhcUtils: { getInstance(): UcumLhcUtils } };
  export default ucumLhc;
}
