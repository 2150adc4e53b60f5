package check

import (
	"strings"

	"edov/flow"
	"edov/inspect/report"
	"edov/inspect/words"
)

var meChecks = []Check{
	{
		ID: "me-is-user", Title: "Microsoft Graph returns the user who signed in",
		Severity: report.Error, Step: report.StepClaims,
		Func: checkMeIsUser,
	},
	{
		ID: "me-mail", Title: "Email in Microsoft Graph matches the ID token",
		Severity: report.Note, Step: report.StepClaims,
		Needs: []string{"me-is-user"}, Func: checkMeMail,
	},
}

// sameUser compares /me's id with an oid. A personal account's id has 16
// digits, its oid the same with zeros before them.
func sameUser(id, oid string) bool {
	bare := func(s string) string { return strings.TrimLeft(strings.ReplaceAll(strings.ToLower(s), "-", ""), "0") }
	return bare(id) == bare(oid)
}

func checkMeIsUser(in *Input) *Result {
	me := in.Session.Me
	if p := in.problem(flow.StageMe); me == nil && p != nil {
		r := in.unknown("the user's profile (/me) was not read: " + ownWords(p))
		return r.fix(p.Hint)
	}
	if in.ID == nil || in.ID.Claims.Get("oid").Str() == "" {
		return in.skip("the ID token has no oid to compare with")
	}
	oid := in.ID.Claims.Get("oid").Str()
	e := report.Evidence{Label: "id", Got: words.Cut(me.ID), Want: words.Cut(oid)}
	if !sameUser(me.ID, oid) {
		return in.fail("another user is in Microsoft Graph than in the ID token", e).
			because("the responses of two users may have been mixed up on their way").
			fix("look for a cache in between, and use the access token of the same token response")
	}
	return in.pass("id and oid are the same", e)
}

func checkMeMail(in *Input) *Result {
	switch {
	case in.Session.Me == nil:
		return in.skip("the user's profile (/me) was not read")
	case !in.readable():
		return in.skip(noClaims)
	}
	me, email := in.Session.Me, in.ID.Claims.Get("email").Str()
	e := report.Evidence{Label: "mail", Got: orAbsent(me.Mail), Want: orAbsent(email)}
	if !strings.EqualFold(me.Mail, email) {
		return in.fail("mail in Microsoft Graph and email in the ID token differ", e).
			because("products that read Microsoft Graph see another email").
			fix("ask the tenant's administrator to fill in the user's Email")
	}
	return in.pass("mail and email are the same", e)
}

func orAbsent(s string) string {
	if s == "" {
		return words.Absent
	}
	return words.Cut(s)
}
