import type { Command } from 'commander';
import { launchUrl } from '#smart/launch/launch-url.ts';
import { type CommandOptions, withAccounts } from './with-accounts.ts';

interface LaunchOptions {
  patient?: string;
  encounter?: string;
  study?: string;
  user?: string;
  intent?: string;
  banner: boolean;
}

/** `launch`: what an EHR does when someone opens an app in it; prints the URL to open. */
export function addLaunchCommand(program: Command, options: CommandOptions): void {
  program
    .command('launch <client>')
    .description('prepare an EHR launch and print the URL to open within five minutes')
    .option('--patient <id>', 'the Patient in context')
    .option('--encounter <id>', 'the Encounter in context')
    .option('--study <id>', 'the ResearchStudy in context')
    .option('--user <name>', 'the only one who may sign in')
    .option('--intent <text>', 'what the app is opened for')
    .option('--no-banner', 'the app need not show whose record it is')
    .action((id: string, { patient, encounter, study, user, intent, banner }: LaunchOptions) =>
      withAccounts(options, async ({ baseUrl, clients, users, launches }) => {
        const client = await clients.byId(id);
        if (!client?.launchUri) throw new Error(`there is no client '${id}' with a launch URL`);
        const launcher = user === undefined ? undefined : await users.byName(user);
        if (user !== undefined && !launcher) throw new Error(`there is no user '${user}'`);
        const launch = await launches.prepare({
          clientId: id,
          ...(launcher ? { userId: launcher.id } : {}),
          context: {
            ...(patient === undefined ? {} : { patient }),
            ...(encounter === undefined ? {} : { encounter }),
            ...(study === undefined ? {} : { study }),
            ...(intent === undefined ? {} : { intent }),
            needPatientBanner: banner,
          },
        });
        options.say(launchUrl(client.launchUri, baseUrl, launch));
      }),
    );
}
