package check

import (
	"slices"
	"strings"

	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

const (
	refOptional = "https://learn.microsoft.com/entra/identity-platform/optional-claims-reference"
	refIDClaims = "https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference"
	refMigrate  = "https://learn.microsoft.com/entra/identity-platform/migrate-off-email-claim-authorization"
	refValidate = "https://learn.microsoft.com/entra/identity-platform/claims-validation"
	refScopes   = "https://learn.microsoft.com/entra/identity-platform/scopes-oidc"
	fixAddEDOV  = `App registrations > your app > Manifest: add {"name": "xms_edov", "essential": false, "additionalProperties": []} to optionalClaims.idToken and save; wait some minutes and sign in again. The picker of Token configuration does not list the claim, and the portal may warn that it is not supported; it is sent nonetheless`
	fixAddEmail = "App registrations > your app > Token configuration > Add optional claim > ID > email"
	noClaims    = "there is no ID token with readable claims"
)

var claimChecks = []Check{
	{
		ID: "email-present", Title: "email is in the ID token", Severity: report.Error, Step: report.StepClaims,
		Doc:  "**What.** The ID token has a claim `email` with an address.\n\n**Why.** Most products create or find a user by it. Without it they show an error after a perfect sign-in, and `xms_edov` is not sent either. The claim is left out when the scope `email` was not asked for, when the account has no mail address, or when Microsoft removes unverified addresses.\n\n**Fix.** Ask for the scopes `openid profile email`; " + fixAddEmail + "; have an administrator fill in the user's Email in the Microsoft Entra admin center.",
		Refs: []string{refOptional, refScopes, refMigrate}, Func: checkEmailPresent,
	},
	{
		ID: "email-format", Title: "email has the form of one address", Severity: report.Warning, Step: report.StepClaims, Needs: []string{"email-present"},
		Doc:  "**What.** The claim is one address, with one @, without blanks, control characters or letters outside ASCII.\n\n**Why.** Some products refuse other forms, and letters that look alike can pose as another address.\n\n**Fix.** Correct the user's Email in the Microsoft Entra admin center.",
		Refs: []string{"RFC 5321 section 4.1.2", refIDClaims}, Func: checkEmailFormat,
	},
	{
		ID: "edov-present", Title: "xms_edov is in the ID token", Severity: report.Error, Step: report.StepClaims, Needs: []string{"email-present"},
		Doc:  "**What.** The ID token has the optional claim `xms_edov` (email domain owner verified).\n\n**Why.** It is the guard against nOAuth: the administrator of any tenant can write any address into an account, and only this claim tells whether the domain is theirs. Personal accounts may lack it.\n\n**Fix.** " + fixAddEDOV + ".",
		Refs: []string{refOptional, refMigrate}, Func: checkEDOVPresent,
	},
	{
		ID: "edov-type", Title: "xms_edov is a Boolean, as documented", Severity: report.Note, Step: report.StepClaims, Needs: []string{"edov-present"},
		Doc:  "**What.** The JSON type of `xms_edov`.\n\n**Why.** Microsoft documents a Boolean, but the text `\"1\"` has been seen in real tokens. A product that compares with `true` only calls such an address not verified.\n\n**Fix.** Nothing in the portal changes the type. Code of your own should accept `true`, `\"true\"`, `1` and `\"1\"`.",
		Refs: []string{refOptional}, Func: checkEDOVType,
	},
	{
		ID: "email-verified", Title: "the email is verified", Severity: report.Error, Step: report.StepClaims,
		Needs: append([]string{"email-present"}, report.Trusted...),
		Doc:   "**What.** Something in a genuine token proves the address: `xms_edov` is true, or it is listed in `verified_primary_email` or `verified_secondary_email`, or the account is a personal one and nothing says no. An explicit `email_verified` of false counts more.\n\n**Why.** Whoever links accounts by an address that is not verified hands them to the administrator of any tenant (nOAuth).\n\n**Fix.** If the claim is missing: " + fixAddEDOV + ". If it is false: the domain has to be verified in the user's home tenant (Custom domain names), or the product must have the address confirmed itself.",
		Refs:  []string{refMigrate, refOptional, refValidate}, Func: checkEmailVerified,
	},
	{
		ID: "email-verified-claim", Title: "the token has no email_verified claim", Severity: report.Note, Step: report.StepClaims,
		Doc:  "**What.** Whether the ID token carries `email_verified`.\n\n**Why.** Microsoft Entra does not send it. If it is there, a claims mapping of a tenant may have made it, and its value is then what that tenant's administrator chose.\n\n**Fix.** Do not rely on it; use `xms_edov`.",
		Refs: []string{refIDClaims}, Func: checkEmailVerifiedClaim,
	},
	{
		ID: "object-id", Title: "the user can be told by tid and oid", Severity: report.Note, Step: report.StepClaims,
		Doc:  "**What.** The ID token has `tid` and `oid`.\n\n**Why.** The two together are the same user in all apps and never change. `sub` does the same within one app.\n\n**Fix.** Ask for the scope `profile`, which brings `oid`; or identify users by `iss` and `sub`.",
		Refs: []string{refValidate, refIDClaims}, Func: checkObjectID,
	},
	{
		ID: "account-guest", Title: "the account is not a guest", Severity: report.Note, Step: report.StepClaims,
		Doc:  "**What.** Whether the user is a guest of the tenant that signed them in (`acct` is 1, or `idp` names another issuer).\n\n**Why.** A guest has another `oid` here than at home, so a product sees two users.\n\n**Fix.** Nothing has to be mended. Test with a member's account too.",
		Refs: []string{refIDClaims, refOptional}, Func: checkGuest,
	},
	{
		ID: "account-personal", Title: "the account is a work or school account", Severity: report.Note, Step: report.StepClaims,
		Doc:  "**What.** Whether a personal Microsoft account signed in (`tid` 9188040d-6c67-4c5b-b112-36a304b66dad).\n\n**Why.** Its tokens differ: the ID token lasts a day, the access token is opaque, and `xms_edov` may be missing. All of this is normal.\n\n**Fix.** Nothing has to be mended. To test the claims of work accounts, sign in with one.",
		Refs: []string{refIDClaims}, Func: checkPersonal,
	},
	{
		ID: "email-not-identity", Title: "nothing in the token invites keying users on a name", Severity: report.Note, Step: report.StepClaims,
		Doc:  "**What.** Whether the token has claims that look like an identity and are not: `upn`, `preferred_username`, `unique_name` that differ from `email`.\n\n**Why.** They can change, and they are chosen by a tenant's administrator. `email`, even verified, is no identity either.\n\n**Fix.** Identify users by `tid` and `oid`, or by `iss` and `sub`; use the names for display only.",
		Refs: []string{refValidate, refMigrate}, Func: checkNotIdentity,
	},
}

// readable reports whether there is an ID token whose claims can be read.
func (in *Input) readable() bool { return in.ID != nil && in.ID.Claims.Kind == strictjson.Object }

func checkEmailPresent(in *Input) Result {
	if !in.readable() {
		return skip(noClaims)
	}
	evidence := claim(in.ID, "email", "an address")
	v := in.ID.Claims.Get("email")
	switch {
	case v.Kind == strictjson.String && strings.TrimSpace(v.Text) != "":
		return pass("email is there", evidence)
	case v.Exists():
		return fail("email is there, but holds no address", evidence).
			because("a claims mapping of the tenant may have made it").mend("use the claim email as Microsoft sends it; take the mapping away")
	}
	causes, fix := whyNoEmail(in)
	return fail("the ID token has no email", evidence).because(causes...).mend(fix)
}

// whyNoEmail lists the likely reasons, most likely first, and the fix for the
// first of them.
func whyNoEmail(in *Input) (causes []string, fix string) {
	asked := in.Session.Request.Scopes
	account := token.AccountOf(in.ID)
	fix = fixAddEmail + "; then fill in the user's Email in the Microsoft Entra admin center > Users"
	if len(asked) > 0 && !slices.Contains(asked, "email") {
		causes = append(causes, "the scope email was not asked for, and the optional claim email may not be configured")
		fix = `ask for it: --scope "openid profile email"`
	}
	if in.Session.Tokens != nil && in.Session.Tokens.Scope != "" && slices.Contains(asked, "email") && !slices.Contains(strings.Fields(in.Session.Tokens.Scope), "email") {
		causes = append(causes, "the scope email was asked for but not granted: the consent may not contain it")
	}
	if in.ID.Claims.Get("ver").Str() == "1.0" {
		causes = append(causes, "this is a v1.0 token: in those the scope email brings nothing, only the optional claim does")
	}
	switch account.Kind {
	case proof.AccountPersonal:
		return append(causes, "this personal account may have no email address: its sign-in name may be a phone number"), fix
	case proof.AccountGuest:
		causes = append(causes, "this is a guest, whose entry in this tenant may have no address")
	}
	return append(causes,
		"the account has no mail attribute, as is usual without an Exchange mailbox",
		"the app may have Microsoft remove unverified addresses (removeUnverifiedEmailClaim, the default of multitenant apps made since June 2023); xms_edov is then left out too",
		"the product may read the access token in place of the ID token"), fix
}

func checkEmailFormat(in *Input) Result {
	if !in.readable() {
		return skip(noClaims)
	}
	evidence := claim(in.ID, "email", "name@domain")
	email := in.ID.Claims.Get("email").Str()
	name, domain, _ := strings.Cut(email, "@")
	problem := ""
	switch {
	case strings.ContainsFunc(email, func(r rune) bool { return r <= ' ' || r == 0x7F }):
		problem = "email has blanks or control characters in it"
	case strings.Count(email, "@") != 1 || name == "" || domain == "":
		problem = "email is not of the form name@domain"
	case len(email) > 254:
		problem = "email is longer than an address can be"
	case strings.ContainsFunc(email, func(r rune) bool { return r >= 0x80 }):
		problem = "email has letters outside ASCII, which may look like others"
	}
	if problem == "" {
		return pass("email has the form of an address", evidence)
	}
	return fail(problem, evidence).mend("correct the user's Email in the Microsoft Entra admin center > Users")
}

func checkEDOVPresent(in *Input) Result {
	if !in.readable() {
		return skip(noClaims)
	}
	evidence := claim(in.ID, "xms_edov", "true")
	switch {
	case in.ID.Claims.Has("xms_edov"):
		return pass("xms_edov is there, as "+string(in.ID.Claims.Get("xms_edov").Kind), evidence)
	case token.AccountOf(in.ID).Kind == proof.AccountPersonal:
		return skip("a personal account's token may lack it; Microsoft proved the address itself")
	}
	why := "the app registration may not ask for the optional claim, or the change has not spread yet"
	if in.ID.Claims.Get("ver").Str() == "1.0" {
		why = "this is a v1.0 token; xms_edov comes in v2.0 tokens only"
	}
	return fail("xms_edov is missing from the ID token; email is there", evidence).because(why).mend(fixAddEDOV)
}

func checkEDOVType(in *Input) Result {
	if !in.readable() {
		return skip(noClaims)
	}
	v := in.ID.Claims.Get("xms_edov")
	evidence := claim(in.ID, "xms_edov", "true or false")
	switch {
	case !v.Exists():
		return skip("there is no xms_edov")
	case v.Kind == strictjson.Bool:
		return pass("xms_edov is a Boolean", evidence)
	case token.Says(v) == proof.MeansUnclear:
		return fail("xms_edov is a "+string(v.Kind)+" without a clear meaning", evidence).
			because("Microsoft documents a Boolean; products read other values differently").
			mend("sign in again; if it stays, " + in.askWhoSent())
	}
	return fail("xms_edov is a "+string(v.Kind)+" that means "+token.Says(v), evidence).
		because("Microsoft documents a Boolean; a product that compares with true only reads this as not verified").
		mend(`accept true, "true", 1 and "1" alike; nothing in the portal changes the type`)
}

func checkEmailVerified(in *Input) Result {
	if !in.readable() {
		return skip(noClaims)
	}
	evidence := []report.Evidence{claim(in.ID, "xms_edov", "true")}
	for _, name := range []string{"email_verified", "verified_primary_email", "verified_secondary_email"} {
		if in.ID.Claims.Has(name) {
			evidence = append(evidence, claim(in.ID, name, ""))
		}
	}
	t := report.TrustOf(in.findings)
	switch e := token.JudgeEmail(in.ID, t); {
	case t.State == proof.Refused:
		return skip(e.Reason)
	case t.State != proof.Genuine:
		return unknown(e.Reason, evidence...)
	case e.Verdict == proof.EmailVerified:
		return pass(e.Reason, evidence...)
	case e.Verdict == proof.EmailCannotTell:
		return fail(e.Reason, evidence...).because("products read such a value differently; careful ones treat it as not verified").
			mend("treat the address as not verified")
	default:
		return notVerified(in).with(e.Reason, evidence)
	}
}

// notVerified is the advice for an address that is not proven.
func notVerified(in *Input) Result {
	r := Result{Outcome: report.Fail, Fix: fixAddEDOV}
	if token.Says(in.ID.Claims.Get("xms_edov")) == proof.MeansFalse || token.Says(in.ID.Claims.Get("email_verified")) == proof.MeansFalse {
		r.Why = "an administrator of any tenant can write any address into an account; a product that links accounts by it gives them away (nOAuth)"
		r.Fix = "do not link or create accounts by this address. If it is right, have the domain verified in the user's home tenant: Microsoft Entra admin center > Domain names"
	}
	return r
}

func (r Result) with(summary string, evidence []report.Evidence) Result {
	r.Summary, r.Evidence = summary, evidence
	return r
}

func checkEmailVerifiedClaim(in *Input) Result {
	if !in.readable() {
		return skip(noClaims)
	}
	evidence := claim(in.ID, "email_verified", words.Absent)
	if !in.ID.Claims.Has("email_verified") {
		return pass("email_verified is not there, as usual with Microsoft", evidence)
	}
	return fail("the token carries email_verified, which is no claim of Microsoft's own", evidence).
		because("a tenant's claims mapping may have made it, with whatever value its administrator chose").
		mend("rely on xms_edov; App registrations > your app > Manifest: acceptMappedClaims should not be true for a multitenant app")
}

func checkObjectID(in *Input) Result {
	if !in.readable() {
		return skip(noClaims)
	}
	evidence := []report.Evidence{claim(in.ID, "tid", "a GUID"), claim(in.ID, "oid", "a GUID")}
	if in.ID.Claims.Get("tid").Str() != "" && in.ID.Claims.Get("oid").Str() != "" {
		return pass("tid and oid are there", evidence...)
	}
	return fail("tid and oid are not both there", evidence...).because("oid comes with the scope profile").
		mend(`ask for --scope "openid profile email", or identify users by iss and sub`)
}

func checkGuest(in *Input) Result {
	if !in.readable() {
		return skip(noClaims)
	}
	if token.AccountOf(in.ID).Kind != proof.AccountGuest {
		return pass("the account belongs to the tenant that signed it in")
	}
	return fail("the account is a guest of this tenant", claim(in.ID, "acct", ""), claim(in.ID, "idp", "")).
		because("a guest has another oid here than at home; products see two users").mend("test with a member's account too")
}

func checkPersonal(in *Input) Result {
	if !in.readable() {
		return skip(noClaims)
	}
	evidence := claim(in.ID, "tid", "")
	if token.AccountOf(in.ID).Kind != proof.AccountPersonal {
		return pass("the account is not a personal one", evidence)
	}
	return fail("the account is a personal Microsoft account", evidence).
		because("its ID token lasts a day, its access token is opaque and xms_edov may be missing; all of this is normal").
		mend("to test the claims of work accounts, sign in with one")
}

func checkNotIdentity(in *Input) Result {
	if !in.readable() {
		return skip(noClaims)
	}
	email := in.ID.Claims.Get("email").Str()
	var differ []report.Evidence
	for _, name := range []string{"upn", "preferred_username", "unique_name"} {
		if v := in.ID.Claims.Get(name); v.Exists() && v.Str() != email {
			differ = append(differ, claim(in.ID, name, ""))
		}
	}
	if len(differ) == 0 {
		return pass("the names in the token are the same as email or not there")
	}
	return fail("the token has a name that is not the email", differ...).
		because("sign-in names and addresses can change, and an administrator chooses them").
		mend("identify users by tid and oid, or by iss and sub; use names for display only")
}
