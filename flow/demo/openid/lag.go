package openid

import (
	"slices"
	"strings"

	"edov/flow/demo/registration"
	"edov/flow/demo/tenant"
)

// claimLag is a change of the registration that tokens do not show yet.
type claimLag struct {
	tokens int               // for how many ID tokens after each change
	left   int               // of those
	shown  *registration.App // whose optional claims the tokens have
	next   *registration.App // what they will have
}

// SetClaimLag says for how many ID tokens after a change of the registration the optional claims are still those
// before.
func (s *Server) SetClaimLag(tokens int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lag.tokens = tokens
}

// claimsApp is the registration whose optional claims an ID token has.
func (s *Server) claimsApp(app *registration.App) *registration.App {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &s.lag
	if l.tokens == 0 || l.shown == app {
		return app
	}
	if l.next != app {
		l.next, l.left = app, l.tokens
	}
	if l.left == 0 {
		l.shown = app
		return app
	}
	l.left--
	before := app.Clone()
	before.OptionalClaims = registration.OptionalClaims{}
	if l.shown != nil {
		before.OptionalClaims = l.shown.OptionalClaims
	}
	return before
}

// keepSession remembers who signed in, as the cookies of a browser do.
func (s *Server) keepSession(p tenant.Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.ContainsFunc(s.sessions, func(o tenant.Person) bool { return o.Username == p.Username }) {
		s.sessions = append(s.sessions, p)
	}
}

// sessionOf is who signs in without a page: the person of the hint, or the only one who signed in; nil: no one.
func (s *Server) sessionOf(hint string) *tenant.Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.sessions {
		if strings.EqualFold(p.Username, hint) || hint == "" && len(s.sessions) == 1 {
			return &p
		}
	}
	return nil
}
