/** How apps may look like this server's pages (SMART App Launch 2.2, styling); plain, and the same for everyone. */
export const STYLE = {
  color_background: '#ffffff',
  color_error: '#b00020',
  color_highlight: '#1a5fb4',
  color_modal_backdrop: '#00000080',
  color_success: '#1b7f3b',
  color_text: '#1d1d1f',
  dim_border_radius: '6px',
  dim_font_size: '16px',
  dim_spacing_size: '16px',
  font_family_body: 'system-ui, sans-serif',
  font_family_heading: 'system-ui, sans-serif',
};
