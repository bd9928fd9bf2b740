import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { Html, html, page } from '../page/page.ts';
import { pageHeaders } from '../page/page-headers.ts';

/** What went wrong with a request for authorization that cannot be told to the app: there is no app, or not that one. */
export async function renderError(context: KoaContextWithOIDC, out: ErrorOut): Promise<void> {
  context.set(pageHeaders());
  context.body = page(
    'This cannot be done',
    html`<p class="problem" role="alert">${out.error_description ?? out.error}</p>
<p>The app asked in a way that this server does not take. Go back to the app and start again; if it happens
again, tell those who run the app: <code>${out.error}</code>.</p>`,
  );
}

/** Signing out, on the server's own pages. */
export const logoutPages = {
  logoutSource: async (context: KoaContextWithOIDC, form: string): Promise<void> => {
    context.set(pageHeaders());
    context.body = page(
      'Sign out?',
      html`<p>Apps that may work without you keep what you gave them; all others lose it.</p>
${new Html(form)}
<p class="actions"><button form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
<button form="op.logoutForm">Stay signed in</button></p>`,
    );
  },
  postLogoutSuccessSource: async (context: KoaContextWithOIDC): Promise<void> => {
    context.set(pageHeaders());
    context.body = page('You are signed out', html`<p>You can close this window.</p>`);
  },
};
