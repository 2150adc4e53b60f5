package openid

import (
	"sync"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
)

// How long a refresh token is valid (Microsoft, refresh tokens): that of a single-page app ends on the day after the
// sign-in, however often it is renewed.
const (
	refreshLife    = 90 * 24 * time.Hour
	refreshLifeSPA = 24 * time.Hour
)

// maxRefresh is how many refresh tokens are remembered.
const maxRefresh = 2000

// refreshToken is a refresh token with what it stands for.
type refreshToken struct {
	grant           // all that the user consented to
	redirect string // the redirect URI of the sign-in: its platform says how the client authenticates
	issued   time.Time
	ends     time.Time
}

// refreshStore holds the refresh tokens issued.
type refreshStore struct {
	mu     sync.Mutex
	tokens credential.Recent[refreshToken]
}

func (st *refreshStore) add(r refreshToken) string {
	token := credential.Grant(400)
	st.mu.Lock()
	defer st.mu.Unlock()
	st.tokens.Add(token, r)
	return token
}

func (st *refreshStore) find(token string) (refreshToken, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.tokens.Get(token)
}

// refreshed is the refresh token that a token answer carries. The old one stays valid, as at Microsoft, which does not
// revoke it: clients are expected to throw it away.
func (s *Server) refreshed(g redeemed, app *registration.App, now time.Time) string {
	ends := g.refreshEnds
	if app.PlatformOf(g.redirect) != appreg.PlatformSPA || ends.IsZero() {
		ends = now.Add(refreshLife)
		if app.PlatformOf(g.redirect) == appreg.PlatformSPA {
			ends = now.Add(refreshLifeSPA)
		}
	}
	return s.refresh.add(refreshToken{g.consented, g.redirect, now, ends})
}

// refreshGrant redeems a refresh token (RFC 6749 section 6).
func (s *Server) refreshGrant(x *web.Exchange, app *registration.App, a tenant.Authority) (redeemed, *failure) {
	token := x.PostForm.Get("refresh_token")
	r, known := s.refresh.find(token)
	if f := s.authenticate(x, app, a, r.redirect); f != nil {
		return redeemed{}, f
	}
	switch {
	case token == "":
		return redeemed{}, fail(900144, "refresh_token")
	case !known || !app.Is(r.Client):
		return redeemed{}, fail(9002313)
	case x.Now.After(r.ends):
		return redeemed{}, fail(700082, r.issued.UTC().Format(timestamp), x.Now.Sub(r.issued).Truncate(time.Second))
	}
	return redeemed{consented: r.grant, redirect: r.redirect, refreshEnds: r.ends}, nil
}
