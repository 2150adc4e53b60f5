package workspace

// This file puts what checks and explanations name, commands and their options, into words of the interactive program.

import (
	"slices"
	"strings"

	"edov/inspect/fault"
	"edov/inspect/report"
)

// spoken are the commands that the texts about errors name, as what does the same in the interactive program. The
// longer ones come first.
var spoken = strings.NewReplacer(
	"edov inspect FILE of the access token", "pasting the access token",
	"edov inspect FILE --client-id ID", "a test sign-in",
	"edov inspect FILE --keys", "the command edov inspect FILE --keys", // no screen has this choice
	"edov inspect FILE", "pasting the token",
	"edov signin --tenant TENANT", "a test sign-in with that tenant",
	"edov signin --tenant ID", "a test sign-in with the tenant ID",
	"edov signin --cloud NAME", "a test sign-in with that cloud",
	"edov signin --client-id VALUE", "a test sign-in with that client ID",
	"edov signin --scope SCOPES with", "a test sign-in with",
	"edov signin", "a test sign-in",
	"edov app --patch", "the patch in App registration",
	"edov app FILE --product-redirect-uri URI", "App registration",
	"edov app FILE", "App registration",
	"; edov secrets --probe tries the secret alone", "", // the test sign-in before it does
	"; edov secrets --probe tests the secret", "",
	"edov secrets --probe tries the secret without a user", "a test sign-in tries the secret",
	"edov secrets --probe tries it without a user", "a test sign-in tries it",
	"edov secrets --probe", "a test sign-in",
	"edov secrets --live lists the expiry dates; edov guide rotate shows the steps for your app",
	"Secrets lists the expiry dates and has the steps, once a connection is set up",
	"edov secrets --live", "Secrets",
	"edov secrets", "Secrets",
	"edov explain CODE", "Explain an error",
	"edov explain", "Explain an error",
	"edov guide rotate", "Secrets, with its steps to replace one,",
	"and give edov", "and paste here",
)

// optionsSpoken are the options of commands that checks name, as the screens and fields that do the same. The longer
// ones come first.
var optionsSpoken = strings.NewReplacer(
	"--keys auto (online) or --keys FILE", "paste it again with offline off",
	", or with the keys from a file: --keys FILE", "",
	"--keys auto fetches them, and those of the app (?appid=CLIENT-ID)", "paste the token again with offline off",
	"; pass --client-id", "; set up the connection with your client ID, and paste it again",
	", pass --client-id or --app", ", set up the connection, or read its app registration",
	"; pass --nonce", "; only a test sign-in knows it",
	"pass it with --product-redirect-uri", "enter it in Connection",
	"(--product-redirect-uri)", "(a field of Connection)",
	"was given (--app)", "was read",
	" (--app)", "",
	" (--product)", "",
	" (--start-sign-in shows where Clerk sends users)", "",
	"to test that, pass --secret-env NAME or --secret-file FILE", "to test that, enter the secret in Connection",
	"send the secret: --secret-env NAME or --secret-file FILE", "enter the secret in Connection",
	"pass the date with --secret-expires DATE", "enter the date in Connection",
	"To test with a work account only: --tenant organizations", "To test with a work account only: tenant organizations",
	"sign in with --tenant consumers", "sign in with the tenant consumers",
	"check --tenant and --cloud", "check Tenant and Microsoft cloud in Connection",
	"check --tenant", "check Tenant in Connection",
	"Check --cloud", "Check Microsoft cloud in Connection",
	"check --authority", "check the authority",
	`request it: --scope "`, `request it: in Connection, Scopes "`,
	`request --scope "`, `request the scopes "`,
	`--scope "`, `Scopes "`,
	"leave out --public, and send", "in Connection, choose the kind of app with a client secret, and send",
	"with --prompt consent", "with Prompt set to consent",
	"edov app --patch prints the request", "Patch has the request",
	"edov app --live requests it", "reading it from Microsoft Graph does",
	", or check this one with --kind access", "",
	"; to check an old token as of its time use --now", "",
	", or check these claims as of their time with --now", "",
	"a session written with --save", "a saved session",
)

// InScreens is the report in words of the interactive program: it names screens and fields, not commands and their
// options. What is written to a file is the report itself.
func (r *Run) InScreens() *report.Report {
	told := *r.Report
	say := func(texts ...*string) {
		for _, t := range texts {
			*t = spoken.Replace(optionsSpoken.Replace(*t))
		}
	}
	say(&told.Headline, &told.Detail)
	told.Findings = slices.Clone(told.Findings)
	for i := range told.Findings {
		f := &told.Findings[i]
		say(&f.Summary, &f.Why, &f.Fix)
	}
	told.Causes = slices.Clone(told.Causes)
	for i := range told.Causes {
		c := &told.Causes[i]
		say(&c.Title, &c.Sentence, &c.Fix)
	}
	return &told
}

// InScreens is an explanation in words of the interactive program: it names what to open, not a command.
func InScreens(e fault.Explanation) fault.Explanation {
	for _, text := range []*string{&e.Cause, &e.Check, &e.Fix} {
		*text = spoken.Replace(*text)
	}
	e.Causes = slices.Clone(e.Causes)
	for i := range e.Causes {
		c := &e.Causes[i]
		c.Why, c.Confirm, c.Fix = spoken.Replace(c.Why), spoken.Replace(c.Confirm), spoken.Replace(c.Fix)
	}
	return e
}
