package inspect

import (
	"strings"

	"edov/flow"
)

var meChecks = []Check{
	{
		ID: "me-is-user", Title: "Microsoft Graph speaks of the user who signed in", Severity: Error, Step: StepClaims,
		Doc:  "**What.** `id` of Microsoft Graph's /me against `oid` of the ID token. It is looked at only with `--me`.\n\n**Why.** If they differ, answers of two users were mixed up, and an email taken from Microsoft Graph is another person's.\n\n**Fix.** Look for a cache between the product and Microsoft Graph; use the access token of the same token response.",
		Refs: []string{"https://learn.microsoft.com/graph/api/user-get", refIDClaims}, Func: checkMeIsUser,
	},
	{
		ID: "me-mail", Title: "the email in the token is the one in Microsoft Graph", Severity: Note, Step: StepClaims, Needs: []string{"me-is-user"},
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
	e := Evidence{Label: "id", Got: cutText(me.ID), Want: cutText(oid)}
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
	e := Evidence{Label: "mail", Got: orAbsent(me.Mail), Want: orAbsent(email)}
	if !strings.EqualFold(me.Mail, email) {
		return fail("mail in Microsoft Graph and email in the ID token differ", e).because("products that read Microsoft Graph see another address").
			mend("have the tenant's administrator fill in Email of the user")
	}
	return pass("both are the same", e)
}

func orAbsent(s string) string {
	if s == "" {
		return absent
	}
	return cutText(s)
}

// meJudgement is how a product takes what Microsoft Graph says of the user.
type meJudgement func(me flow.Me) judgement

// takesAny accepts an address without any check.
func takesAny(address func(flow.Me) string) meJudgement {
	return func(me flow.Me) judgement {
		if a := address(me); a != "" {
			return judgement{verdict: SeenVerified, reason: "it takes " + cutText(a) + " without any check"}
		}
		return judgement{verdict: SeenNoEmail, reason: "Microsoft Graph has no such address for the user"}
	}
}

// takesUnverified takes an address and does not call it verified.
func takesUnverified(address func(flow.Me) string, reason string) meJudgement {
	return func(me flow.Me) judgement {
		if a := address(me); a != "" {
			return judgement{verdict: SeenNotVerified, reason: "it takes " + cutText(a) + "; " + reason}
		}
		return judgement{verdict: SeenNoEmail, reason: "Microsoft Graph has no such address for the user"}
	}
}

func mailOf(me flow.Me) string { return me.Mail }

func principalOf(me flow.Me) string { return me.PrincipalName }

func mailOrPrincipal(me flow.Me) string {
	if me.Mail != "" {
		return me.Mail
	}
	return me.PrincipalName
}

func mailOrOther(me flow.Me) string {
	if me.Mail == "" && len(me.OtherMails) > 0 {
		return me.OtherMails[0]
	}
	return me.Mail
}
