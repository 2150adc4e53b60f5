package provision

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/plan"
	"edov/inspect/report"
)

// awaited are the claims that a sign-in waits for after a change: the check that finds one missing, and the one that
// says that the registration asks for it.
var awaited = []struct{ claim, missing, asked string }{
	{"email", "email-present", "optional-email"}, {"xms_edov", "edov-present", "optional-edov"},
}

// byMissing are the checks that fail for want of those claims alone.
var byMissing = []string{"email-present", "edov-present", "email-verified"}

// Awaited are the claims that the registration asks for and the ID token does not have. Microsoft may need some minutes
// to bring a change of the registration into tokens.
func Awaited(r *report.Report) []string {
	var list []string
	for _, a := range awaited {
		if r.Find(a.missing).Problem() && r.Find(a.asked).Outcome == report.Pass {
			list = append(list, a.claim)
		}
	}
	return list
}

// BringsClaims holds for a fix that put claims into the token or may have: only then is it worth waiting for them. One
// that changed something else, such as one that removes unverified addresses, changes nothing by waiting.
func BringsClaims(pl *plan.Plan, r *plan.Result) bool {
	return r != nil && !pl.Undoes && slices.ContainsFunc(r.Steps, func(done plan.StepResult) bool {
		s := pl.Step(done.ID)
		return s != nil && slices.Contains([]plan.Outcome{plan.WasDone, plan.Already, plan.Unsure}, done.Outcome) &&
			(s.Action == plan.CreateApp || slices.ContainsFunc(s.Changes, func(c plan.Change) bool {
				return strings.HasPrefix(c.Path, "optionalClaims")
			}))
	})
}

// OnlyAwaited holds for a report in which nothing is wrong but that claims are missing that may need more time.
func OnlyAwaited(r *report.Report) bool {
	return len(Awaited(r)) > 0 && !slices.ContainsFunc(r.Findings, func(f *report.Finding) bool {
		return f.Problem() && f.Severity == report.Error && !slices.Contains(byMissing, f.ID)
	})
}

// NotYet says that claims are not in the token.
func NotYet(claims []string) string {
	verb := " isn't"
	if len(claims) > 1 {
		verb = " aren't"
	}
	return strings.Join(claims, " and ") + verb + " in the token yet"
}

// claimWaits are the pauses before a user is signed in again: about two minutes in all. How long Microsoft needs is not
// documented.
var claimWaits = []time.Duration{
	10 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second, time.Minute,
}

// SilentLimit is how long a sign-in may take that asks the user for nothing.
const SilentLimit = 30 * time.Second

// SignIn is one sign-in and its report.
type SignIn func(ctx context.Context, c flow.Connection) (*flow.Session, *report.Report)

// ProveClaims signs a user in until the ID token has the claims that the registration asks for, with bounds. Only the
// first sign-in may ask the user for something: the others go on with the browser's session (prompt=none), and where
// that is not possible the first report stays. tell learns what is waited for. It stops when ctx ends.
func ProveClaims(
	ctx context.Context, env flow.Env, c flow.Connection, signIn SignIn, tell func(words string),
) (*flow.Session, *report.Report) {
	s, r := signIn(ctx, c)
	for i, wait := range claimWaits {
		missing := Awaited(r)
		if len(missing) == 0 || s.Failure != nil || ctx.Err() != nil {
			break
		}
		tell(fmt.Sprintf("%s; trying again in %s (%d of %d)", NotYet(missing), inWords(wait), i+2, len(claimWaits)+1))
		if env.Pause(ctx, wait) != nil {
			break
		}
		c.Prompt, c.LoginHint, c.DomainHint = "none", "", ""
		if strings.Contains(r.Account.Name, "@") {
			c.LoginHint = r.Account.Name
		}
		next, judged := signIn(ctx, c)
		if next.Failure != nil {
			if ctx.Err() != nil {
				break
			}
			tell("the browser's session can't be used again, so edov stops here: sign in again in some minutes")
			break
		}
		s, r = next, judged
	}
	return s, r
}

func inWords(d time.Duration) string {
	if d%time.Minute == 0 {
		return fmt.Sprintf("%d min", d/time.Minute)
	}
	return fmt.Sprintf("%d s", d/time.Second)
}
