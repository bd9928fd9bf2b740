import { html, page } from './page.ts';

/** Asks who someone is. */
export function signInPage(options: {
  app: string;
  action: string;
  token: string;
  name: string;
  problem: string | undefined;
}): string {
  const { app, action, token, name, problem } = options;
  return page(
    'Sign in',
    html`<p>${app} asks to work with this server in your name.</p>
${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
<form method="post" action="${action}/sign-in">
<input type="hidden" name="token" value="${token}">
<label>User name
<input type="text" name="name" value="${name}" autocomplete="username" autocapitalize="none" required></label>
<label>Password
<input type="password" name="password" autocomplete="current-password" required></label>
<label>One-time code, if your account has one
<input type="text" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="6"></label>
<button type="submit">Sign in</button>
</form>
<form method="post" action="${action}/cancel">
<input type="hidden" name="token" value="${token}">
<button type="submit">Go back without signing in</button>
</form>`,
  );
}
