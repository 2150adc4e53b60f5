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
	fixAddEDOV = `App registrations > your app > {portal:manifest}: add {"name": "xms_edov", "essential": false, ` +
		`"additionalProperties": []} to optionalClaims.idToken and save; wait a few minutes and sign in again. ` +
		"Token configuration does not list the claim, and the portal may warn that it is not supported; Clerk's " +
		"guide says to ignore the warning"
	fixAddEmail = "App registrations > your app > {portal:email-claim}"
	fixAddress  = "correct the user's Email in the Microsoft Entra admin center > Users"
	// isAccessToken is said of an access token in place of an ID token.
	isAccessToken = "this is an access token"
	noClaims      = "there is no ID token with readable claims"
)

var claimChecks = []Check{
	{
		ID: "email-present", Title: "email is in the ID token",
		Severity: report.Error, Step: report.StepClaims,
		Func: checkEmailPresent,
	},
	{
		ID: "email-format", Title: "email is one well-formed address",
		Severity: report.Warning, Step: report.StepClaims,
		Needs: []string{"email-present"}, Func: checkEmailFormat,
	},
	{
		ID: "edov-present", Title: "xms_edov is in the ID token",
		Severity: report.Error, Step: report.StepClaims,
		Needs: []string{"email-present"}, Func: checkEDOVPresent,
	},
	{
		ID: "edov-type", Title: "xms_edov is a Boolean",
		Severity: report.Note, Step: report.StepClaims,
		Needs: []string{"edov-present"}, Func: checkEDOVType,
	},
	{
		ID: "email-verified", Title: "Email is verified",
		Severity: report.Error, Step: report.StepClaims,
		Needs: append([]string{"email-present"}, report.Trusted...), Func: checkEmailVerified,
	},
	{
		ID: "product-accepts", Title: "Product accepts the sign-in",
		Severity: report.Error, Step: report.StepClaims,
		Needs: report.Trusted, Func: checkProductAccepts,
	},
	{
		ID: "email-verified-claim", Title: "email_verified is not in the ID token",
		Severity: report.Note, Step: report.StepClaims,
		Func: checkEmailVerifiedClaim,
	},
	{
		ID: "object-id", Title: "tid and oid identify the user",
		Severity: report.Note, Step: report.StepClaims,
		Func: checkObjectID,
	},
	{
		ID: "account-guest", Title: "Account is not a guest",
		Severity: report.Note, Step: report.StepClaims,
		Func: checkGuest,
	},
	{
		ID: "account-personal", Title: "Account is a work or school account",
		Severity: report.Note, Step: report.StepClaims,
		Func: checkPersonal,
	},
	{
		ID: "groups-complete", Title: "Groups of the user are in the ID token",
		Severity: report.Note, Step: report.StepClaims,
		Func: checkGroups,
	},
	{
		ID: "email-not-identity", Title: "Sign-in names in the token match email",
		Severity: report.Note, Step: report.StepClaims,
		Func: checkNotIdentity,
	},
}

// readable reports whether there is an ID token whose claims can be read.
func (in *Input) readable() bool { return in.ID != nil && in.ID.Claims.Kind == strictjson.Object }

func checkEmailPresent(in *Input) *Result {
	if !in.readable() {
		return in.skip(noClaims)
	}
	evidence := claim(in.ID, "email", "an address")
	v := in.ID.Claims.Get("email")
	switch {
	case !v.Exists() && in.ID.AccessMark() != "":
		return in.skip(isAccessToken)
	case v.Kind == strictjson.String && strings.TrimSpace(v.Text) != "":
		return in.pass("email is present", evidence)
	case v.Exists():
		return in.fail("email is present, but is not an address", evidence).
			because("a claims mapping of the tenant may have created it").
			fix("remove the mapping and use the claim email as Microsoft sends it")
	}
	causes, fix := whyNoEmail(in)
	return in.fail("email is missing from the ID token", evidence).because(causes...).fix(fix)
}

// whyNoEmail lists the likely reasons, most likely first, and the fix for the
// first of them.
func whyNoEmail(in *Input) (causes []string, fix string) {
	asked := in.Session.Request.Scopes
	account := token.AccountOf(in.ID)
	const fill = "fill in the user's Email in the Microsoft Entra admin center > Users"
	fix = fixAddEmail + "; then " + fill
	a := in.Session.Registration
	removes := a != nil && a.RemoveUnverifiedEmail.Value == "true"
	switch {
	case a != nil && hasClaim(a.OptionalClaims.IDToken, "email"):
		fix = fill
		if removes {
			fix += ", in a domain that their tenant has verified: the app removes other addresses on purpose"
			causes = append(causes, "this account's address may not be verified, and the app removes "+
				"such (removeUnverifiedEmailClaim)")
		}
	case in.isV1():
		fix += "; xms_edov is missing too, which only v2.0 tokens have"
	case !in.ID.Claims.Get("xms_edov").Exists():
		fix += "; xms_edov is missing too: optionalClaims.idToken has to list it as well"
	}
	if len(asked) == 0 {
		causes = append(causes, "the scope email may not have been requested, which the token does not show")
	}
	if len(asked) > 0 && !slices.Contains(asked, "email") {
		causes = append(causes, "the scope email was not requested, and the optional claim email may not be configured")
		fix = `request it: --scope "openid profile email"`
	}
	if t := in.Session.Tokens; t != nil && t.Scope != "" &&
		slices.Contains(asked, "email") && !slices.Contains(strings.Fields(t.Scope), "email") {
		causes = append(causes, "the scope email was requested but not granted: the consent may not include it")
	}
	if in.isV1() {
		causes = append(causes, "this is a v1.0 token: the scope email does nothing there, only the optional claim does")
	}
	switch account.Kind {
	case proof.AccountPersonal: // there is no administrator who could fill in its email
		if len(asked) == 0 {
			fix = `request the scopes "openid profile email"`
		}
		fix, _, _ = strings.Cut(fix, "; ")
		return append(causes, "this personal account may have no email address: its sign-in name may be a phone number"),
			fix
	case proof.AccountGuest:
		causes = append(causes, "this account is a guest, whose entry in this tenant may have no email address")
	}
	causes = append(causes, "the account may have no mail attribute, as is usual without an Exchange mailbox")
	if !removes {
		removed := "Microsoft may remove unverified emails for this app (removeUnverifiedEmailClaim, the default of " +
			"multitenant apps created after June 2023)"
		if !in.ID.Claims.Has("xms_edov") {
			removed += "; xms_edov is then missing too"
		}
		causes = append(causes, removed)
	}
	return append(causes, "the product may read the access token instead of the ID token"), fix
}

func checkEmailFormat(in *Input) *Result {
	if !in.readable() {
		return in.skip(noClaims)
	}
	if !in.ID.Claims.Has("email") && in.ID.AccessMark() != "" {
		return in.skip(isAccessToken)
	}
	evidence := claim(in.ID, "email", "name@domain")
	email := in.ID.Claims.Get("email").Str()
	problem := token.Misformed(email)
	if problem == "" && !words.IsASCII(email) {
		problem = "email has letters outside ASCII, which may look like others"
	}
	if problem == "" {
		return in.pass("email has the form of an address", evidence)
	}
	return in.fail(problem, evidence).fix(fixAddress)
}

func checkEmailVerified(in *Input) *Result {
	if !in.readable() {
		return in.skip(noClaims)
	}
	want := "true"
	if token.AccountOf(in.ID).Kind == proof.AccountPersonal {
		want = "true, or none: this is a personal account"
	}
	evidence := []report.Evidence{claim(in.ID, "xms_edov", want)}
	for _, name := range []string{"email_verified", "verified_primary_email", "verified_secondary_email"} {
		if in.ID.Claims.Has(name) {
			evidence = append(evidence, claim(in.ID, name, ""))
		}
	}
	t := report.TrustOf(in.findings)
	switch e := token.JudgeEmail(in.ID, t); {
	case t.State == proof.Refused:
		return in.skip(e.Reason)
	case t.State != proof.Genuine && e.EDOV.Meaning == proof.MeansFalse && e.IfGenuine.Verdict == proof.EmailNotVerified:
		return notVerified(in).with(e.IfGenuine.Reason, evidence) // a no is no better if somebody else wrote it
	case t.State != proof.Genuine:
		return in.unknown(e.Reason, evidence...)
	case e.Verdict == proof.EmailVerified:
		return in.pass(e.Reason, evidence...)
	case e.Verdict == proof.EmailCannotTell:
		return in.fail(e.Reason, evidence...).
			because("products read such a value differently; careful ones treat it as not verified").
			fix("treat the email as not verified")
	default:
		return notVerified(in).with(e.Reason, evidence)
	}
}

// notVerified is the advice for an email that is not verified.
func notVerified(in *Input) *Result {
	if token.Misformed(in.ID.Claims.Get("email").Str()) != "" {
		return in.fail("").because("products may read another address from it than Microsoft means").fix(fixAddress)
	}
	if token.Says(in.ID.Claims.Get("xms_edov")) == proof.MeansFalse &&
		token.AccountOf(in.ID).Kind == proof.AccountPersonal { // no administrator, and no domain to verify
		return in.fail("").
			because("Microsoft says so of this account: a product that links accounts by this email gives them away (nOAuth)").
			fix("do not link or create accounts by this email; have the product send a message to it that the user must confirm")
	}
	if token.Says(in.ID.Claims.Get("xms_edov")) == proof.MeansFalse ||
		token.Says(in.ID.Claims.Get("email_verified")) == proof.MeansFalse {
		return in.fail("").
			because("the administrator of any tenant can write any address into an account; a product that links accounts " +
				"by it gives them away (nOAuth)").
			fix("do not link or create accounts by this email. If it is right, ask for the domain to be verified in the " +
				"user's home tenant: Microsoft Entra admin center > Domain names")
	}
	r := in.requestEDOV(in.fail(""))
	r.Why = "" // edov-present has it
	return r
}

func (r *Result) with(summary string, evidence []report.Evidence) *Result {
	r.Summary, r.Evidence = summary, evidence
	return r
}

func checkEmailVerifiedClaim(in *Input) *Result {
	if !in.readable() {
		return in.skip(noClaims)
	}
	evidence := claim(in.ID, "email_verified", words.Absent)
	if !in.ID.Claims.Has("email_verified") {
		return in.pass("email_verified is missing, as usual with Microsoft", evidence)
	}
	return in.fail("email_verified is in the token, and it is not one of Microsoft's own claims", evidence).
		because("a tenant's claims mapping may have created it, with any value its administrator chose").
		fix("rely on xms_edov; App registrations > your app > {portal:manifest}: acceptMappedClaims should not be true " +
			"for a multitenant app")
}

func checkObjectID(in *Input) *Result {
	if !in.readable() {
		return in.skip(noClaims)
	}
	evidence := []report.Evidence{claim(in.ID, "tid", "a GUID"), claim(in.ID, "oid", "a GUID")}
	if in.ID.Claims.Get("tid").Str() != "" && in.ID.Claims.Get("oid").Str() != "" {
		return in.pass("tid and oid are present", evidence...)
	}
	r := in.fail("tid and oid are not both present", evidence...)
	if slices.Contains(in.Session.Request.Scopes, "profile") {
		return r.because("the scope profile, with which Microsoft sends oid, was requested").
			fix("identify users by iss and sub")
	}
	return r.because("oid comes with the scope profile").
		fix(`request --scope "openid profile email", or identify users by iss and sub`)
}

func checkGuest(in *Input) *Result {
	if !in.readable() {
		return in.skip(noClaims)
	}
	if token.AccountOf(in.ID).Kind != proof.AccountGuest {
		if in.ID.Partial && !in.ID.Claims.Has("acct") && !in.ID.Claims.Has("idp") { // either would tell
			return in.unknown("acct" + proof.NotGiven)
		}
		return in.pass("the account belongs to the tenant that signed it in")
	}
	evidence := []report.Evidence{claim(in.ID, "acct", ""), claim(in.ID, "idp", "")}
	if in.ID.Claims.Has("upn") {
		evidence = append(evidence, claim(in.ID, "upn", ""))
	}
	return in.fail("the account is a guest of this tenant", evidence...).
		because("a guest has another oid here than in their home tenant, and may have no upn; products see two users").
		fix("test with a member's account too")
}

func checkPersonal(in *Input) *Result {
	if !in.readable() {
		return in.skip(noClaims)
	}
	evidence := claim(in.ID, "tid", "")
	if token.AccountOf(in.ID).Kind != proof.AccountPersonal {
		if in.ID.Partial && !in.ID.Claims.Has("tid") {
			return in.unknown("tid" + proof.NotGiven)
		}
		return in.pass("the account is not a personal one", evidence)
	}
	return in.fail("the account is a personal Microsoft account", evidence).
		because("its ID token lasts a day, its access token is opaque and xms_edov may be missing; all of this is normal").
		fix("to test the claims of work accounts, sign in with one")
}

func checkNotIdentity(in *Input) *Result {
	if !in.readable() {
		return in.skip(noClaims)
	}
	email := in.ID.Claims.Get("email").Str()
	if email == "" {
		return in.skip("the token has no email to compare sign-in names with")
	}
	var differ []report.Evidence
	for _, name := range []string{"upn", "preferred_username", "unique_name"} {
		if v := in.ID.Claims.Get(name); v.Exists() && v.Str() != email {
			differ = append(differ, claim(in.ID, name, ""))
		}
	}
	if len(differ) == 0 {
		return in.pass("sign-in names in the token are the same as email, or missing")
	}
	why := "sign-in names and addresses can change, and an administrator chooses them"
	if token.AccountOf(in.ID).Kind == proof.AccountPersonal {
		why = "sign-in names and addresses can change; the user chooses them"
	}
	return in.fail("sign-in names in the token differ from email", differ...).
		because(why).
		fix("identify users by tid and oid, or by iss and sub; use names for display only")
}
