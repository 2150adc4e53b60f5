package inspect

import (
	"time"

	"edov/flow"
)

// Thresholds are the days before a secret's end at which edov speaks up.
type Thresholds struct {
	SecretWarning int // days; zero: 30
	SecretNote    int // days; zero: 90
}

func (t Thresholds) withDefaults() Thresholds {
	if t.SecretWarning <= 0 {
		t.SecretWarning = 30
	}
	if t.SecretNote <= 0 {
		t.SecretNote = 90
	}
	return t
}

// Input is everything a run of the checks may look at. Make it with NewInput.
type Input struct {
	Session    *flow.Session
	Now        time.Time
	Thresholds Thresholds
	// ID and Access are the decoded and verified tokens; nil when not there.
	ID     *JWT
	Access *JWT
	Keys   *KeyRing // all keys of the Session's key sets, joined

	findings []Finding // what the checks before the running one found
}

// NewInput decodes and verifies the Session's tokens.
func NewInput(s *flow.Session, now time.Time, th Thresholds) *Input {
	in := &Input{Session: s, Now: now, Thresholds: th.withDefaults(), Keys: NewKeyRing(s.KeySets)}
	if s.Tokens != nil && !s.Tokens.IDToken.IsZero() {
		in.ID = DecodeJWT("id", s.Tokens.IDToken)
		in.ID.verify(in.Keys, s.Origin)
	}
	if s.Tokens != nil && !s.Tokens.AccessToken.IsZero() {
		in.Access = DecodeJWT("access", s.Tokens.AccessToken)
		in.verifyAccess()
	}
	return in
}

// verifyAccess verifies an access token only if it is for the app itself: any
// other is for its own API to check (Microsoft, access tokens: validate
// tokens), and a bad signature would be no news.
func (in *Input) verifyAccess() {
	in.Access.verify(in.Keys, in.Session.Origin)
	v := &in.Access.Verification
	if v.State == CannotBeChecked || in.accessIsOwn() {
		return
	}
	v.State, v.Reason = NotChecked, in.notOwn()
}

// clientID is the app that signed in: as asked for, or, for a token that was
// handed in, as its ID token or its access token says.
func (in *Input) clientID() string {
	if id := in.Session.Request.ClientID; id != "" {
		return id
	}
	if in.ID != nil {
		return in.ID.Claims.Get("aud").Str()
	}
	if in.Access == nil {
		return ""
	}
	if azp := in.Access.Claims.Get("azp").Str(); azp != "" {
		return azp
	}
	return in.Access.Claims.Get("appid").Str()
}

// handedIn reports whether the evidence is a token that somebody handed in,
// not a sign-in. A pasted error is a sign-in, somebody else's.
func (in *Input) handedIn() bool {
	s := in.Session
	if s.Failure != nil {
		return false
	}
	return s.Origin == flow.OriginPasted || s.Origin == flow.OriginLoaded && s.Callback == nil && s.Request.RedirectURI == ""
}

// tenantOf is the tenant a token speaks for.
func (t *JWT) tenantOf() string {
	if t == nil {
		return ""
	}
	return t.Claims.Get("tid").Str()
}
