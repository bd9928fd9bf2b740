import type { OutcomeReport } from './outcome-report.ts';
import { reportCsv } from './report-csv.ts';
import { reportHtml } from './report-html.ts';
import { reportText } from './report-text.ts';

/** The report as one file: its media type and its text. */
export function formatReport(
  report: OutcomeReport,
  format: 'json' | 'csv' | 'html' | 'text',
): { contentType: string; text: string } {
  switch (format) {
    case 'json':
      return { contentType: 'application/json; charset=utf-8', text: JSON.stringify(report) };
    case 'csv':
      return { contentType: 'text/csv; charset=utf-8', text: reportCsv(report) };
    case 'html':
      return { contentType: 'text/html; charset=utf-8', text: reportHtml(report) };
    case 'text':
      return { contentType: 'text/plain; charset=utf-8', text: reportText(report) };
  }
}
