// Package install brings the client ID, the tenant and a new client secret to the product's side, where the sign-in
// with Microsoft uses them. It has a plan.Doer for each place, and each makes its own Step:
//
//   - File: the variables of a product in an .env file (Env), and auth.external.azure in Supabase's config.toml (TOML)
//   - Clerk: the Microsoft connection of a Clerk instance, through Clerk's own command line program
//   - Supabase: the settings of a hosted project, through the Management API
//   - User: what only the person can do, such as copying values into a dashboard
//
// A step has the action plan.Install, and its undo plan.Restore with the same changes. No value of a secret stands in a
// step: {"secret":"new"} is the one that the run added (plan.Progress), or that the Doer has, and {"secret":"old"} is
// the one that is there. {"target":"appId"} is the client ID of an app that the same plan creates.
//
// Steps may come from a file that was edited. Check, and each Doer, accept only the names, files, addresses and values
// that this package itself installs, for the target of the plan; Sets is the one table of names, for reading too.
//
// # Files
//
// A file is changed in place: comments, order, line ends, quotes and unknown lines stay. A file that its readers could
// understand differently is refused, and the result is read again before it is written. Values are written so that
// godotenv, node --env-file, Docker Compose and bash read the same one; docker run --env-file, which takes quotes for a
// part of the value, reads those of Microsoft's own secrets, which need no quotes. Refused are links, files of another
// user, files that are not UTF-8, and .env files that git tracks or of which git could not be asked. What the file was
// is written to a folder beside it first (.edov-backups), of which git ignores everything, and put back only while the
// file is still what was written. A backup has the old secret, and stays until it is removed (Backups).
//
// # What is known and what is not
//
// Done means read again and the same. Clerk and Supabase may not show a secret: there, Done means that they accepted it
// in this run and that what can be read is as it should be. Step.Proof says so, and only a sign-in proves the rest.
//
// Clerk's program is used as its source says (clerk/cli at 33d5c77, August 2026): config schema, config pull and
// config patch with the body as standard input. Clerk's API compares versions (If-Match), and its program does not use
// that: the values before the change and after it, as its dry run prints them, are compared instead. Nothing that it
// prints is shown, since its preview has the secret. Supabase's API is used as the source of its own program says
// (supabase/cli at 1d1e719, June 2026); no such header is known of it. Neither a real Clerk account nor a real Supabase
// project was tried: the tests use programs and servers that behave, and misbehave, as described, and Clerk's own
// program (3.3.0) at the demo tenant's look-alike of Clerk's API. Whether Clerk's schema has a setting for the tenant,
// and what both show of a secret, is read each time.
package install
