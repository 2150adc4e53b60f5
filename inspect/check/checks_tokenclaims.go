package check

import (
	"fmt"
	"math"
	"strconv"
	"strings"
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
		ID: "idtoken-audience", Title: "ID token was issued for this app",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"}, Func: checkAudience,
	},
	{
		ID: "idtoken-azp", Title: "ID token names no other authorized party",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-audience"}, Func: checkAZP,
	},
	{
		ID: "idtoken-nonce", Title: "ID token belongs to this sign-in",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"}, Func: checkNonce,
	},
	{
		ID: "idtoken-lifetime", Title: "ID token is valid now",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"}, Func: checkLifetime,
	},
	{
		ID: "idtoken-issued-at", Title: "ID token says when it was issued",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"}, Func: checkIssuedAt,
	},
	{
		ID: "idtoken-length", Title: "ID token has a usual lifetime",
		Severity: report.Warning, Step: report.StepOpenID,
		Needs: []string{"idtoken-lifetime", "idtoken-issued-at"}, Func: checkLength,
	},
	{
		ID: "idtoken-subject", Title: "ID token identifies its user",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"}, Func: checkSubject,
	},
	{
		ID: "idtoken-at-hash", Title: "at_hash matches the access token, if present",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"}, Func: checkATHash,
	},
	{
		ID: "idtoken-c-hash", Title: "c_hash matches the code, if present",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"idtoken-names"}, Func: checkCHash,
	},
}

func checkAudience(in *Input) *Result {
	want := in.Session.Request.ClientID
	aud := in.ID.Claims.Get("aud")
	evidence := claim(in.ID, "aud", want)
	values := []strictjson.Value{aud}
	if aud.Kind == strictjson.Array {
		values = aud.Elems()
	}
	if want == "" {
		return in.unknown("which app the token should be for is not known; pass --client-id", claim(in.ID, "aud", ""))
	}
	ours := false
	for _, v := range values {
		switch {
		case v.Kind != strictjson.String:
			return in.fail("the audience is not a text", evidence).fix(doNotUse)
		case v.Text == want:
			ours = true
		case len(values) > 1:
			return in.fail("the token is for other apps too", evidence).fix(doNotUse)
		}
	}
	if ours {
		return in.pass("the audience is the client ID", evidence)
	}
	if len(values) == 1 && strings.EqualFold(values[0].Text, want) {
		return in.otherCase("the audience is the client ID, in another letter case", values[0].Text, evidence)
	}
	return in.fail("the token was issued for another app", evidence).because("the audience must be exactly the client ID").
		fix("Check that client ID and client secret are of the same app registration; do not use this token")
}

// otherCase is for an ID of the token that is the expected one but for its letter case. Microsoft writes it in lower
// case, so one in upper case is not as Microsoft issued it.
func (in *Input) otherCase(what, got string, evidence report.Evidence) *Result {
	r := in.fail(what, evidence).because("libraries that compare exactly may refuse it")
	if got == strings.ToLower(got) {
		return r.fix("Write the client ID in lower case, as the token has it")
	}
	return r.fix(doNotUse).
		because("Microsoft writes IDs in lower case, and libraries that compare exactly may refuse this one")
}

func checkAZP(in *Input) *Result {
	want := in.Session.Request.ClientID
	azp, aud := in.ID.Claims.Get("azp"), in.ID.Claims.Get("aud")
	switch {
	case !azp.Exists() && len(aud.Elems()) > 1:
		return in.fail("azp is missing, and there are several audiences", claim(in.ID, "aud", want)).fix(doNotUse)
	case !azp.Exists():
		return in.pass("azp is missing, as usual")
	case want == "" && azp.Str() != "":
		return in.unknown("which app the token should be for is not known; pass --client-id", claim(in.ID, "azp", ""))
	case azp.Str() == want && want != "":
		return in.pass("azp is the client ID")
	case want != "" && strings.EqualFold(azp.Str(), want):
		return in.otherCase("azp is the client ID, in another letter case", azp.Str(), claim(in.ID, "azp", want))
	}
	return in.fail("the authorized party is another app", claim(in.ID, "azp", want)).fix(doNotUse)
}

func checkNonce(in *Input) *Result {
	want, nonce := in.Session.Request.Nonce, in.ID.Claims.Get("nonce")
	evidence := claim(in.ID, "nonce", want)
	switch {
	case want == "" && in.Session.Origin != flow.OriginSignIn:
		return in.skip("which nonce was sent is not known; pass --nonce")
	case nonce.Kind == strictjson.String && nonce.Text == want:
		return in.pass("the nonce is the one that was sent")
	case !nonce.Exists():
		return in.fail("the nonce is missing", evidence).because("the token was not made for this request").fix(doNotUse)
	}
	return in.fail("the nonce is not the one that was sent", evidence).
		because("the token belongs to another sign-in, or is replayed").fix(doNotUse)
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

// noTime says why a claim is not a time as Microsoft writes it: a number of seconds.
func (in *Input) noTime(name string, t *token.JWT, evidence report.Evidence) *Result {
	v := t.Claims.Get(name)
	if !v.Exists() {
		return in.fail(name+" is missing", evidence).fix(doNotUse)
	}
	what := " is " + aKind(v) + ", not a number"
	if v.Kind == strictjson.Number {
		what = " is a number that is no time"
		if unit := unitOf(v.Text); unit != "" {
			what = " is in " + unit + ", not in seconds"
		}
	}
	return in.fail(name+what, evidence).because("Microsoft writes a number of seconds (RFC 7519 section 2)").fix(doNotUse)
}

// unitOf is the unit in which a number is a time of this century, if it is smaller than a second; else empty.
func unitOf(number string) string {
	x, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return ""
	}
	for _, unit := range []string{"milliseconds", "microseconds", "nanoseconds"} {
		if x /= 1000; x > 946684800 && x < 4102444800 { // from 2000 until 2100
			return unit
		}
	}
	return ""
}

// dateEvidence shows a time as it was sent and in words.
func dateEvidence(t *token.JWT, name, want string) report.Evidence {
	e := claim(t, name, want)
	if at, ok := numericDate(t.Claims.Get(name)); ok {
		var room [64]byte
		text := append(append(room[:0], e.Got...), " ("...)
		e.Got = string(append(at.AppendFormat(text, "2006-01-02 15:04:05"), " UTC)"...))
	}
	return e
}

func checkLifetime(in *Input) *Result { return lifetime(in, in.ID) }

// lifetime compares the times of a token with the time of the run.
func lifetime(in *Input, t *token.JWT) *Result {
	now := in.Now.UTC().Format("2006-01-02 15:04:05") + " UTC"
	expEvidence := dateEvidence(t, "exp", "after "+now+", 5 minutes of tolerance")
	exp, ok := numericDate(t.Claims.Get("exp"))
	if !ok {
		return in.noTime("exp", t, expEvidence)
	}
	if !in.Now.Before(exp.Add(leeway)) {
		return in.fail("the token expired "+span(in.Now.Sub(exp))+" ago", expEvidence).inCase(report.CaseExpired).
			fix("Sign in again; to check an old token as of its time use --now")
	}
	nbf := t.Claims.Get("nbf")
	if !nbf.Exists() {
		return in.pass(ending(exp, in.Now), expEvidence)
	}
	nbfEvidence := dateEvidence(t, "nbf", "not after "+now+", 5 minutes of tolerance")
	begin, ok := numericDate(nbf)
	switch {
	case !ok:
		return in.noTime("nbf", t, nbfEvidence)
	case begin.After(exp):
		return in.fail("the token expires before it becomes valid", nbfEvidence, expEvidence).fix(doNotUse)
	case begin.After(in.Now.Add(leeway)):
		return in.tooEarly(begin, in.fail("the token only becomes valid in "+span(begin.Sub(in.Now)), nbfEvidence))
	}
	return in.pass(ending(exp, in.Now), expEvidence, nbfEvidence)
}

// ending says when a token expires, or that it has: for some minutes, it still counts.
func ending(exp, now time.Time) string {
	if now.Before(exp) {
		return "the token expires in " + span(exp.Sub(now))
	}
	return "the token expired " + span(now.Sub(exp)) + " ago, which the 5 minutes of tolerance allow"
}

// tooEarly says why a time of the token, at, lies in the future. Where the server's Date header agrees with this
// machine, the token's time is wrong, not this machine's.
func (in *Input) tooEarly(at time.Time, r *Result) *Result {
	ahead, known := skew(in.Session)
	if known && ahead.Abs() <= clockWarn {
		return r.because("the Date header of the server agrees with this machine's clock, so the time in the token is wrong").
			fix("Check the clock of the part of the server that issues tokens")
	}
	if known && !at.After(in.Now.Add(ahead+leeway)) { // by the server's time it does not
		r = r.inCase(report.CaseClock)
	}
	if in.Chosen {
		return r.because("--now names a time before the token's").fix("Leave out --now, or use a later time")
	}
	return r.because("this machine's clock may be slow").fix("Synchronize this machine's clock")
}

func checkIssuedAt(in *Input) *Result {
	evidence := dateEvidence(in.ID, "iat", "a time that is not in the future, 5 minutes of tolerance")
	iat, ok := numericDate(in.ID.Claims.Get("iat"))
	switch {
	case !ok:
		return in.noTime("iat", in.ID, evidence)
	case iat.After(in.Now.Add(leeway)):
		return in.tooEarly(iat, in.fail("the token says it will be issued in "+span(iat.Sub(in.Now)), evidence))
	}
	return in.pass("iat is present", evidence)
}

func checkLength(in *Input) *Result {
	iat, _ := numericDate(in.ID.Claims.Get("iat"))
	exp, _ := numericDate(in.ID.Claims.Get("exp"))
	length := exp.Sub(iat)
	evidence := report.Evidence{Label: "exp - iat", Got: span(length), Want: "at most 25 hours"}
	if length < 0 {
		iat, exp := dateEvidence(in.ID, "iat", ""), dateEvidence(in.ID, "exp", "")
		return in.fail("the token expires before it was issued", iat, exp).fix(doNotUse)
	}
	if length > maxLifetime {
		return in.fail("the token lasts unusually long", evidence).
			fix("Look for a token lifetime policy on the app or its service principal")
	}
	return in.pass("the token lasts "+span(length), evidence)
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

func checkSubject(in *Input) *Result {
	sub := in.ID.Claims.Get("sub")
	evidence := claim(in.ID, "sub", "a text of 1 to 255 ASCII characters")
	if sub.Kind != strictjson.String || sub.Text == "" || len(sub.Text) > 255 {
		return in.fail("sub is missing or malformed", evidence).fix(doNotUse)
	}
	for _, r := range sub.Text {
		if r > '~' || r < ' ' {
			return in.fail("sub has characters outside ASCII", evidence).fix(doNotUse)
		}
	}
	return in.pass("sub is present")
}

func checkATHash(in *Input) *Result {
	var want string
	if in.Session.Tokens != nil {
		want = in.Session.Tokens.AccessTokenHash
	}
	return checkHash(in, "at_hash", want, "there is no access token to compare at_hash with")
}

func checkCHash(in *Input) *Result {
	var want string
	if in.Session.Callback != nil {
		want = in.Session.Callback.CodeHash
	}
	return checkHash(in, "c_hash", want, "there is no authorization code to compare c_hash with")
}

func checkHash(in *Input, name, want, missing string) *Result {
	got := in.ID.Claims.Get(name)
	switch {
	case !got.Exists():
		return in.pass(name + " is missing, as usual from the token endpoint")
	case want != "" && got.Str() == want:
		return in.pass(name + " matches")
	case want != "" && in.ofText():
		want, missing = "", name+" is that of another token: the two may be from different sign-ins"
	}
	if want == "" {
		return in.unknown(missing).as(report.Note) // with a token alone, nothing depends on it
	}
	return in.fail(name+" does not match", claim(in.ID, name, want)).fix(doNotUse)
}
