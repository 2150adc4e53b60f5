package check

import (
	"time"

	"edov/flow"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/inspect/token"
)

// Input is everything that a run of the checks may look at. Make it with NewInput.
type Input struct {
	Session    *flow.Session
	Now        time.Time
	Chosen     bool // Now is a time that the user chose, not that of a clock
	Thresholds secret.Thresholds
	// ID and Access are the decoded and verified tokens; nil if missing.
	ID     *token.JWT
	Access *token.JWT
	Keys   *token.KeyRing // all keys of the Session's key sets, joined

	findings []*report.Finding // what the checks before the running one found
	room     []Result          // for the next results
}

// NewInput decodes and verifies the Session's tokens.
func NewInput(s *flow.Session, now time.Time, th secret.Thresholds) *Input {
	in := &Input{Session: s, Now: now, Thresholds: th.WithDefaults(), Keys: token.NewKeyRing(s.KeySets)}
	if s.Tokens != nil && !s.Tokens.IDToken.IsZero() {
		in.ID = decode("id", s.Tokens.IDToken, s.Tokens)
		in.ID.Verify(in.Keys, s.Origin)
	}
	if s.Tokens != nil && !s.Tokens.AccessToken.IsZero() {
		in.Access = decode("access", s.Tokens.AccessToken, s.Tokens)
		in.verifyAccess()
	}
	return in
}

func decode(kind string, text flow.Token, all *flow.Tokens) *token.JWT {
	t := token.Decode(kind, text)
	if all.Decoded {
		t.TakeDecoded(all.Partial, all.Untyped)
	}
	return t
}

// verifyAccess verifies an access token only if it is for the app itself: any
// other is for its own API to check (Microsoft, access tokens: validate
// tokens), and a bad signature would be no news.
func (in *Input) verifyAccess() {
	in.Access.Verify(in.Keys, in.Session.Origin)
	v := &in.Access.Verification
	if v.State == proof.CannotBeChecked || in.Access.Decoded || in.accessIsOwn() {
		return
	}
	v.State, v.Reason = proof.NotChecked, in.notOwn()
}

// clientID is the app that signed in: as requested, or, for a token that was
// given alone, as its ID token or its access token says.
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

// ofText reports whether the tokens were found in a text, not in one response: they may be from different sign-ins.
func (in *Input) ofText() bool { return in.tokenAlone() && len(in.Session.Tokens.Members) == 0 }

// tokenAlone reports whether the evidence is a token that was pasted or loaded,
// not a sign-in. A pasted error counts as a sign-in: someone made it elsewhere.
func (in *Input) tokenAlone() bool {
	s := in.Session
	if s.Failure != nil {
		return false
	}
	return s.Origin == flow.OriginPasted || s.Origin == flow.OriginLoaded && s.Callback == nil &&
		s.Request.RedirectURI == ""
}
