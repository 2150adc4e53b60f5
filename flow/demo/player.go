package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"edov/flow/demo/openid"
	"edov/flow/demo/web"
)

// playedBy is how a URL was opened, in words for the user.
const playedBy = "the built-in demo user"

// maxSteps bounds the pages the built-in user goes through: sign-in, consent,
// form post and the callback are four.
const maxSteps = 8

// Play opens the URL as a browser would and plays the scenario's user: picks
// the account, accepts the permissions (or declines them), and follows the
// response to the redirect URI. When the last page is Microsoft's error page, its
// text is delivered on Pasted. An error says why the redirect URI was not reached.
func (s *Server) Play(ctx context.Context, authorizeURL string) (how string, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(s.life, stop)()
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	own := &http.Client{Transport: s.transport, CheckRedirect: stay}
	outside := &http.Client{Transport: s.outside, CheckRedirect: stay}
	next, err := http.NewRequestWithContext(ctx, http.MethodGet, authorizeURL, nil)
	if err != nil {
		return "", errors.New("the built-in demo user was given an invalid URL")
	}
	for range maxSteps {
		next.Header.Set("User-Agent", "Mozilla/5.0 (edov demo user)")
		next.Header.Set("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
		next.Header.Set("Accept-Language", "en")
		client := outside
		if s.own(next.URL) {
			client = own
		}
		resp, err := client.Do(next)
		if err != nil {
			return "", playError(ctx, next.URL)
		}
		body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
		resp.Body.Close()
		if err != nil {
			return "", playError(ctx, next.URL)
		}
		if !s.own(next.URL) {
			return s.arrived(resp, next.URL)
		}
		if next, err = s.follow(ctx, resp, string(body)); next == nil {
			return playedBy, err
		}
	}
	return "", errors.New("the built-in demo user was redirected in a loop")
}

// playError says which address failed, without the query, which may hold a code.
func playError(ctx context.Context, at *url.URL) error {
	if ctx.Err() != nil {
		return errors.New("the built-in demo user was cancelled")
	}
	return fmt.Errorf("the built-in demo user can't reach %s", at.Host+at.Path)
}

func (s *Server) own(u *url.URL) bool { return u.Scheme+"://"+u.Host == s.url }

// arrived looks at the answer of the redirect URI. A fragment is not sent by a
// browser, so the user pastes the address.
func (s *Server) arrived(resp *http.Response, at *url.URL) (string, error) {
	if at.Fragment != "" {
		s.paste(at.String())
		return playedBy, nil
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return "", fmt.Errorf("the redirect URI returned status %d to the built-in demo user", resp.StatusCode)
	}
	return playedBy, nil
}

// paste never waits: without a reader the text is dropped.
func (s *Server) paste(text string) {
	select {
	case s.pasted <- text:
	default:
	}
}

// follow makes the request that a browser and the user would make next, nil after
// the last page.
func (s *Server) follow(ctx context.Context, resp *http.Response, body string) (*http.Request, error) {
	base := resp.Request.URL
	if location := resp.Header.Get("Location"); location != "" && resp.StatusCode/100 == 3 {
		target, err := base.Parse(location)
		if err != nil {
			return nil, errors.New("the demo tenant redirected the built-in user to an invalid URL")
		}
		return http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	}
	form, errorText, err := web.ReadPage(body)
	switch {
	case err != nil:
		return nil, err
	case errorText != "":
		s.paste(errorText)
		return nil, nil
	case form == nil:
		return nil, fmt.Errorf("the demo tenant returned status %d to its built-in user", resp.StatusCode)
	}
	target, err := base.Parse(form.Action)
	if err != nil {
		return nil, errors.New("the form has an invalid URL")
	}
	if s.scenario.AskConsent {
		form.Press(openid.ChoiceDecline)
	} else {
		form.Press(openid.ChoiceAccept)
	}
	next, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), strings.NewReader(form.Fields.Encode()))
	if err != nil {
		return nil, errors.New("the form has an invalid URL")
	}
	next.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	next.Header.Set("Origin", s.origin(target))
	return next, nil
}

// origin is the Origin header of a form post from a page of the demo. From
// https to http the policy strict-origin-when-cross-origin makes it null
// (Fetch, "append a request Origin header").
func (s *Server) origin(target *url.URL) string {
	if s.tls != nil && target.Scheme == "http" {
		return "null"
	}
	return s.url
}
