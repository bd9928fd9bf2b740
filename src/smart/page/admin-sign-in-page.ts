import { html, page } from './page.ts';

/** Asks an administrator to sign in. */
export function adminSignInPage(options: {
  action: string;
  token: string;
  problem: string | undefined;
}): string {
  const { action, token, problem } = options;
  return page(
    'Administration',
    html`<p>Accounts are managed here, by administrators.</p>
${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
<form method="post" action="${action}">
<input type="hidden" name="token" value="${token}">
<label>User name
<input type="text" name="name" autocomplete="username" autocapitalize="none" required></label>
<label>Password
<input type="password" name="password" autocomplete="current-password" required></label>
<label>One-time code, if your account has one
<input type="text" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="6"></label>
<button type="submit">Sign in</button>
</form>`,
  );
}
