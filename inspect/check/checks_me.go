package check

import (
	"strings"

	"edov/flow"
	"edov/inspect/report"
	"edov/inspect/words"
)

var meChecks = []Check{
	{
		ID: "me-is-user", Title: "Microsoft Graph speaks of the user who signed in", Severity: report.Error, Step: report.StepClaims,
		Doc:  "**What.** `id` of Microsoft Graph's /me against `oid` of the ID token. It is looked at only with `--me`.\n\n**Why.** If they differ, answers of two users were mixed up, and an email taken from Microsoft Graph is another person's.\n\n**Fix.** Look for a cache between the product and Microsoft Graph; use the access token of the same token response.",
		Refs: []string{"https://learn.microsoft.com/graph/api/user-get", refIDClaims}, Func: checkMeIsUser,
	},
	{
		ID: "me-mail", Title: "the email in the token is the one in Microsoft Graph", Severity: report.Note, Step: report.StepClaims, Needs: []string{"me-is-user"},
		Doc:  "**What.** `mail` of Microsoft Graph's /me against `email` of the ID token.\n\n**Why.** Some products take the address from Microsoft Graph. Where the two differ, or one is missing, products see different users.\n\n**Fix.** The tenant's administrator fills in Email of the user; it takes a while to reach the tokens.",
		Refs: []string{refMigrate}, Func: checkMeMail,
	},
}

// sameUser compares /me's id with an oid. A personal account's id has 16
// digits, its oid the same with zeros before them.
func sameUser(id, oid string) bool {
	bare := func(s string) string { return strings.TrimLeft(strings.ReplaceAll(strings.ToLower(s), "-", ""), "0") }
	return bare(id) == bare(oid)
}

func checkMeIsUser(in *Input) Result {
	me := in.Session.Me
	if p := in.problem(flow.StageMe); me == nil && p != nil {
		r := unknown("the user's profile (/me) was not read: " + ownWords(p))
		return r.mend(p.Hint)
	}
	if in.ID == nil || in.ID.Claims.Get("oid").Str() == "" {
		return skip("the ID token has no oid to compare with")
	}
	oid := in.ID.Claims.Get("oid").Str()
	e := report.Evidence{Label: "id", Got: words.Cut(me.ID), Want: words.Cut(oid)}
	if !sameUser(me.ID, oid) {
		return fail("Microsoft Graph speaks of another user than the ID token", e).because("answers of two users may have been mixed up on their way").
			mend("look for a cache in between; use the access token of the same token response")
	}
	return pass("id and oid are the same", e)
}

func checkMeMail(in *Input) Result {
	switch {
	case in.Session.Me == nil:
		return skip("the user's profile (/me) was not read")
	case !in.readable():
		return skip(noClaims)
	}
	me, email := in.Session.Me, in.ID.Claims.Get("email").Str()
	e := report.Evidence{Label: "mail", Got: orAbsent(me.Mail), Want: orAbsent(email)}
	if !strings.EqualFold(me.Mail, email) {
		return fail("mail in Microsoft Graph and email in the ID token differ", e).because("products that read Microsoft Graph see another address").
			mend("have the tenant's administrator fill in Email of the user")
	}
	return pass("both are the same", e)
}

func orAbsent(s string) string {
	if s == "" {
		return words.Absent
	}
	return words.Cut(s)
}
