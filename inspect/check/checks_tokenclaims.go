package check

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/inspect/report"
	"edov/inspect/token"
)

// leeway is what clocks may differ, in both directions (RFC 7519 sections
// 4.1.4 and 4.1.5 allow "usually no more than a few minutes"; Microsoft's own
// libraries use five).
const leeway = 5 * time.Minute

// maxLifetime is above the 24 h 05 min that personal accounts' ID tokens last.
const maxLifetime = 25 * time.Hour

// tokenClaimChecks look at the claims that bind the ID token to this app, this
// sign-in and this time.
var tokenClaimChecks = []Check{
	{
		ID: "idtoken-audience", Title: "the ID token was issued for this app", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"},
		Doc: `**What.** aud is exactly the client ID, and nothing else.

**Why.** A token for another app proves nothing to this one; taking it lets that app's owner sign in here as anybody.

**Fix.** Check that client ID and secret are of the same registration.`,
		Refs: []string{"RFC 7519 section 4.1.3", coreValidation, pageClaims}, Func: checkAudience,
	},
	{
		ID: "idtoken-azp", Title: "the ID token names no other authorized party", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-audience"},
		Doc: `**What.** azp, if there, is the client ID.

**Why.** Another value means that the token was made for somebody else.

**Fix.** Do not use the token.`,
		Refs: []string{coreValidation}, Func: checkAZP,
	},
	{
		ID: "idtoken-nonce", Title: "the ID token belongs to this sign-in", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"},
		Doc: `**What.** nonce is the value sent with this very request.

**Why.** It keeps a stolen or old token from being replayed.

**Fix.** Do not use the token. If it repeats, look for a cache or a proxy that hands out old answers.`,
		Refs: []string{"OpenID Connect Core 1.0 section 3.1.2.1", coreValidation}, Func: checkNonce,
	},
	{
		ID: "idtoken-lifetime", Title: "the ID token is valid now", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"},
		Doc: `**What.** exp is in the future and nbf is not, with five minutes of leeway for clocks.

**Why.** Products refuse tokens outside of their time.

**Fix.** Sign in again. If a fresh token fails, this machine's clock is wrong: set it by network time.`,
		Refs: []string{"RFC 7519 section 4.1.4", "RFC 7519 section 4.1.5", coreValidation}, Func: checkLifetime,
	},
	{
		ID: "idtoken-issued-at", Title: "the ID token says when it was issued", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"},
		Doc: `**What.** iat is there and not in the future, with five minutes of leeway.

**Why.** An ID token must have it. A time in the future means that a clock is wrong.

**Fix.** Set this machine's clock by network time.`,
		Refs: []string{"OpenID Connect Core 1.0 section 2", coreValidation}, Func: checkIssuedAt,
	},
	{
		ID: "idtoken-length", Title: "the ID token lasts no longer than usual", Severity: report.Warning, Step: report.StepOpenID,
		Needs: []string{"idtoken-lifetime", "idtoken-issued-at"},
		Doc: `**What.** From iat to exp there are at most 25 hours. Work accounts get about an hour, personal ones about a day.

**Why.** A longer life does not come from Microsoft's defaults.

**Fix.** Look for a token lifetime policy.`,
		Refs: []string{pageIDTokenClaims}, Func: checkLength,
	},
	{
		ID: "idtoken-subject", Title: "the ID token names its user", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"},
		Doc: `**What.** sub is a text of 1 to 255 ASCII characters.

**Why.** It is the only claim that every OpenID Connect product may key its users on.

**Fix.** Do not use the token.`,
		Refs: []string{"OpenID Connect Core 1.0 section 2"}, Func: checkSubject,
	},
	{
		ID: "idtoken-at-hash", Title: "at_hash, if there, fits the access token", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"},
		Doc: `**What.** Microsoft sends no at_hash from the token endpoint, which is right. If there is one, it must fit.

**Why.** It binds the access token to the ID token.

**Fix.** Do not use the tokens.`,
		Refs: []string{"OpenID Connect Core 1.0 section 3.1.3.6", pageIDTokenClaims}, Func: checkATHash,
	},
	{
		ID: "idtoken-c-hash", Title: "c_hash, if there, fits the code", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"},
		Doc: `**What.** In the code flow c_hash is usually absent, which is right. If there is one, it must fit.

**Why.** It binds the code to the ID token.

**Fix.** Do not use the tokens.`,
		Refs: []string{"OpenID Connect Core 1.0 section 3.3.2.11", pageIDTokenClaims}, Func: checkCHash,
	},
}

func checkAudience(in *Input) Result {
	want := in.Session.Request.ClientID
	aud := in.ID.Claims.Get("aud")
	evidence := claim(in.ID, "aud", want)
	values := []strictjson.Value{aud}
	if aud.Kind == strictjson.Array {
		values = aud.Elems
	}
	if want == "" {
		return unknown("it is not known which app the token should be for; say it with --client-id", claim(in.ID, "aud", ""))
	}
	ours := false
	for _, v := range values {
		switch {
		case v.Kind != strictjson.String:
			return fail("the audience is not a text", evidence).mend(doNotUse)
		case v.Text == want:
			ours = true
		case len(values) > 1:
			return fail("the token is for other apps too", evidence).mend(doNotUse)
		}
	}
	if !ours {
		return fail("the token was issued for another app", evidence).
			because("the audience must be the client ID letter for letter").
			mend("Check that client ID and secret are of the same registration; do not use this token")
	}
	return pass("the audience is the client ID", evidence)
}

func checkAZP(in *Input) Result {
	want := in.Session.Request.ClientID
	azp, aud := in.ID.Claims.Get("azp"), in.ID.Claims.Get("aud")
	switch {
	case !azp.Exists() && len(aud.Elems) > 1:
		return fail("there are several audiences and no azp", claim(in.ID, "aud", want)).mend(doNotUse)
	case !azp.Exists():
		return pass("there is no azp, as usual")
	case want == "" && azp.Str() != "":
		return unknown("it is not known which app the token should be for; say it with --client-id", claim(in.ID, "azp", ""))
	case azp.Str() == want && want != "":
		return pass("azp is the client ID")
	}
	return fail("the authorized party is another app", claim(in.ID, "azp", want)).mend(doNotUse)
}

func checkNonce(in *Input) Result {
	want, nonce := in.Session.Request.Nonce, in.ID.Claims.Get("nonce")
	evidence := claim(in.ID, "nonce", want)
	switch {
	case want == "" && in.Session.Origin != flow.OriginSignIn:
		return skip("it is not known which nonce was sent; say it with --nonce")
	case nonce.Kind == strictjson.String && nonce.Text == want:
		return pass("the nonce is the one sent")
	case !nonce.Exists():
		return fail("the nonce is missing", evidence).because("the token was not made for this request").mend(doNotUse)
	}
	return fail("the nonce is not the one sent", evidence).because("the token belongs to another sign-in, or is replayed").mend(doNotUse)
}

// maxTime is the first second of the year 10000, which Go cannot write as JSON.
const maxTime = 253402300800

// numericDate reads a NumericDate (RFC 7519 section 2). Only a JSON number
// counts; a fraction is cut off. Values are bounded before they become an
// integer, since that conversion differs between machines out of range.
func numericDate(v strictjson.Value) (time.Time, bool) {
	if v.Kind != strictjson.Number {
		return time.Time{}, false
	}
	x, err := strconv.ParseFloat(v.Text, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) || x < 1 || x >= maxTime {
		return time.Time{}, false
	}
	return time.Unix(int64(math.Floor(x)), 0).UTC(), true
}

// dateEvidence shows a time as it came and as people read it.
func dateEvidence(t *token.JWT, name, want string) report.Evidence {
	e := claim(t, name, want)
	if at, ok := numericDate(t.Claims.Get(name)); ok {
		e.Got += " (" + at.Format("2006-01-02 15:04:05") + " UTC)"
	}
	return e
}

func checkLifetime(in *Input) Result { return lifetime(in, in.ID) }

// lifetime compares the times of a token with the time of the run.
func lifetime(in *Input, t *token.JWT) Result {
	now := in.Now.UTC().Format("2006-01-02 15:04:05") + " UTC"
	expEvidence := dateEvidence(t, "exp", "after "+now+", 5 minutes of leeway")
	exp, ok := numericDate(t.Claims.Get("exp"))
	if !ok {
		return fail("exp is missing or malformed", expEvidence).mend(doNotUse)
	}
	if !in.Now.Before(exp.Add(leeway)) {
		return fail("the token expired "+span(in.Now.Sub(exp))+" ago", expEvidence).
			mend("Sign in again; to judge an old token as of its time use --now")
	}
	nbf := t.Claims.Get("nbf")
	if !nbf.Exists() {
		return pass("it expires in "+span(exp.Sub(in.Now)), expEvidence)
	}
	nbfEvidence := dateEvidence(t, "nbf", "not after "+now+", 5 minutes of leeway")
	begin, ok := numericDate(nbf)
	switch {
	case !ok:
		return fail("nbf is malformed", nbfEvidence).mend(doNotUse)
	case begin.After(exp):
		return fail("the token ends before it begins", nbfEvidence, expEvidence).mend(doNotUse)
	case begin.After(in.Now.Add(leeway)):
		return fail("the token is valid only in "+span(begin.Sub(in.Now)), nbfEvidence).
			because("this machine's clock may be slow").mend("Set this machine's clock by network time")
	}
	return pass("it expires in "+span(exp.Sub(in.Now)), expEvidence, nbfEvidence)
}

func checkIssuedAt(in *Input) Result {
	evidence := dateEvidence(in.ID, "iat", "a time that is not in the future, 5 minutes of leeway")
	iat, ok := numericDate(in.ID.Claims.Get("iat"))
	switch {
	case !ok:
		return fail("iat is missing or malformed", evidence).mend(doNotUse)
	case iat.After(in.Now.Add(leeway)):
		return fail("the token says that it will be issued in "+span(iat.Sub(in.Now)), evidence).
			because("this machine's clock may be slow").mend("Set this machine's clock by network time")
	}
	return pass("iat is there", evidence)
}

func checkLength(in *Input) Result {
	iat, _ := numericDate(in.ID.Claims.Get("iat"))
	exp, _ := numericDate(in.ID.Claims.Get("exp"))
	length := exp.Sub(iat)
	evidence := report.Evidence{Label: "exp - iat", Got: span(length), Want: "at most 25 hours"}
	if length < 0 {
		return fail("the token ends before it was issued", dateEvidence(in.ID, "iat", ""), dateEvidence(in.ID, "exp", "")).mend(doNotUse)
	}
	if length > maxLifetime {
		return fail("the token lasts unusually long", evidence).mend("Look for a token lifetime policy on the app or its service principal")
	}
	return pass("it lasts "+span(length), evidence)
}

// span puts a duration into words: minutes, hours, days.
func span(d time.Duration) string {
	d = d.Abs()
	unit := func(n int, name string) string {
		if n == 1 {
			return "1 " + name
		}
		return fmt.Sprintf("%d %ss", n, name)
	}
	switch {
	case d < time.Minute:
		return unit(int(d/time.Second), "second")
	case d < 2*time.Hour:
		return unit(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return unit(int(d/time.Hour), "hour")
	}
	return unit(int(d/(24*time.Hour)), "day")
}

func checkSubject(in *Input) Result {
	sub := in.ID.Claims.Get("sub")
	evidence := claim(in.ID, "sub", "a text of 1 to 255 ASCII characters")
	if sub.Kind != strictjson.String || sub.Text == "" || len(sub.Text) > 255 {
		return fail("sub is missing or malformed", evidence).mend(doNotUse)
	}
	for _, r := range sub.Text {
		if r > '~' || r < ' ' {
			return fail("sub has characters outside of ASCII", evidence).mend(doNotUse)
		}
	}
	return pass("sub is there")
}

func checkATHash(in *Input) Result {
	var want string
	if in.Session.Tokens != nil {
		want = in.Session.Tokens.AccessTokenHash
	}
	return checkHash(in, "at_hash", want, "no access token is here to compare it with")
}

func checkCHash(in *Input) Result {
	var want string
	if in.Session.Callback != nil {
		want = in.Session.Callback.CodeHash
	}
	return checkHash(in, "c_hash", want, "no code is here to compare it with")
}

func checkHash(in *Input, name, want, missing string) Result {
	got := in.ID.Claims.Get(name)
	switch {
	case !got.Exists():
		return pass("there is no " + name + ", as usual from the token endpoint")
	case want == "":
		return unknown(missing).as(report.Note) // of a token alone nothing hangs on it
	case got.Str() == want:
		return pass(name + " fits")
	}
	return fail(name+" does not fit", claim(in.ID, name, want)).mend(doNotUse)
}
