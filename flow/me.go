package flow

import (
	"context"
	"slices"
	"strings"

	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/strictjson"
)

// Me is the profile of the user who signed in, from Microsoft Graph. Auth products that read
// an email there read one of these.
type Me struct {
	ID            string   `json:"id"`
	Mail          string   `json:"mail,omitempty"`
	PrincipalName string   `json:"user_principal_name,omitempty"`
	OtherMails    []string `json:"other_mails,omitempty"`
}

// ScopeMe is the delegated permission that reading /me needs.
const ScopeMe = "User.Read"

// maxMe bounds one text of /me.
const maxMe = 1024

// ValidateMe finds what prevents a sign-in from reading the user's profile, before anything
// is sent: an access token is for one service only, so one that is requested for another
// service must not go to Microsoft Graph.
func (c Connection) ValidateMe() []Fault {
	c = c.withDefaults()
	if c.Authority != "" {
		return nil // a test server decides what its scopes mean
	}
	for _, scope := range c.Scopes {
		if resource := resourceOf(scope); resource != "" && !isGraphResource(resource, c.Cloud) {
			return []Fault{{
				Field:   "me",
				Problem: "this needs an access token for Microsoft Graph, but the scopes are for another service",
				Hint:    hintNotGraph,
			}}
		}
	}
	return nil
}

const hintNotGraph = "leave out --me, or the scopes of the other service"

// resourceOf is the service that a scope is for, which comes before its name; empty if there
// is none, which Microsoft reads as Microsoft Graph.
func resourceOf(scope string) string {
	at := strings.LastIndexByte(scope, '/')
	if at < 0 {
		return ""
	}
	return strings.TrimRight(scope[:at], "/")
}

// isGraphResource reports whether a scope or an audience is a cloud's Microsoft Graph, by its
// address or its client ID.
func isGraphResource(name string, c entra.Cloud) bool {
	name = strings.TrimRight(name, "/")
	return strings.EqualFold(name, entra.GraphBase(c)) || strings.EqualFold(name, appreg.GraphAppID)
}

// prepareMe decides, before the browser opens, whether the profile can be read, and adds the
// scope that it needs.
func (a *attempt) prepareMe(md *Metadata) {
	if !a.opts.Me {
		return
	}
	if _, why := a.c.graphOf(md); why != "" {
		a.noMe(&Failure{
			Stage: StageMe, Kind: FailureLocal, Summary: why,
			Hint: "leave out --me, or set msgraph_host in the server's metadata to the server itself",
		})
		return
	}
	a.asksMe = true
	if !slices.ContainsFunc(a.c.Scopes, isScopeMe) {
		a.c.Scopes = append(slices.Clone(a.c.Scopes), ScopeMe)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.session.Request.Scopes = a.c.Scopes
}

// isScopeMe reports whether a scope is User.Read, with or without its service.
func isScopeMe(scope string) bool {
	return strings.EqualFold(scope[strings.LastIndexByte(scope, '/')+1:], ScopeMe)
}

// noMe records that the profile was not read, and says why.
func (a *attempt) noMe(f *Failure) {
	a.mu.Lock()
	a.session.Problems = append(a.session.Problems, *f)
	a.mu.Unlock()
	a.tell(Event{Kind: EventWarning, Text: "your profile (/me) wasn't read: " + f.Summary, Failure: f})
}

// readMe reads the profile from Microsoft Graph, or from the test server's own. An error is
// no failure of the sign-in.
func (a *attempt) readMe(ctx context.Context, tokens *Tokens) {
	if !a.asksMe {
		return
	}
	why, hint := a.notForGraph(tokens), hintNotGraph
	if why == "" {
		why, hint = a.notOfSignIn(tokens), "sign in again"
	}
	if why != "" {
		a.noMe(&Failure{Stage: StageMe, Kind: FailureLocal, Summary: why, Hint: hint})
		return
	}
	md := a.evidence.best()
	base, _ := a.c.graphOf(md)
	cl := newClient(a.env, a.c, a.opts.Program, a.record)
	defer cl.close()
	cl.pause, cl.tell, cl.waits.left = a.pace.pause, a.tell, a.pace.evidence
	cl.known.Store(md)
	token := NewSecret(tokens.AccessToken.Compact())
	cl.useBearer(carriesUserToken, func(context.Context) (Secret, error) { return token, nil })
	service := "Microsoft Graph"
	if a.c.Authority != "" {
		service = "the test server's Graph"
	}
	me, failure := fetchMe(ctx, cl, ofMe(service), base)
	if failure != nil {
		a.noMe(failure)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.session.Me = me
}

// notForGraph says why the access token of a sign-in must not go to Graph; empty if it may.
// A test server's tokens are for that server, whatever they contain.
func (a *attempt) notForGraph(t *Tokens) string {
	switch {
	case t.AccessToken.IsZero():
		return "the token response has no access token"
	case a.c.Authority == "" && !isForGraph(t, a.c.Cloud):
		return "the access token is not for Microsoft Graph, so it wasn't sent there"
	}
	return ""
}

// notOfSignIn says why tokens must not be used as those of this sign-in; empty if they may. The access token came
// with an ID token, which has the nonce of the sign-in that it belongs to (OpenID Connect Core 3.1.3.7).
func (a *attempt) notOfSignIn(t *Tokens) string {
	a.mu.Lock()
	nonce := a.session.Request.Nonce
	a.mu.Unlock()
	if _, claims := t.IDToken.Peek(); claims.StrOf("nonce") != nonce {
		return "the ID token doesn't have this sign-in's nonce, so the access token beside it wasn't used"
	}
	return ""
}

// isForGraph reports whether an access token is for a cloud's Microsoft Graph: by its
// audience, or by the granted scopes if it is opaque, as the tokens of personal accounts
// are.
func isForGraph(t *Tokens, c entra.Cloud) bool {
	_, claims := t.AccessToken.Peek()
	if aud := claims.Get("aud"); aud.Exists() {
		return isGraphResource(aud.Str(), c)
	}
	granted := strings.Fields(t.Scope)
	return len(granted) == 0 || slices.ContainsFunc(granted, func(scope string) bool {
		resource := resourceOf(scope)
		return isScopeMe(scope) && (resource == "" || isGraphResource(resource, c))
	})
}

func fetchMe(ctx context.Context, cl *client, of graphSubject, base string) (*Me, *Failure) {
	v, failure := readGraph(ctx, cl, of, base+"/v1.0/me?$select=id,mail,userPrincipalName,otherMails")
	if failure != nil {
		return nil, failure
	}
	text := func(name string, most int) string { return cut(v.StrOf(name), most) }
	me := &Me{ID: text("id", 64), Mail: text("mail", maxMe), PrincipalName: text("userPrincipalName", maxMe)}
	if me.ID == "" {
		return nil, &Failure{
			Stage: StageMe, Kind: FailureProtocol,
			Summary: "the response from " + of.service + " has no user ID", Hint: of.hint,
		}
	}
	for _, mail := range v.Get("otherMails").Elems() {
		if mail.Kind == strictjson.String && len(me.OtherMails) < 10 {
			me.OtherMails = append(me.OtherMails, cut(mail.Text, maxMe))
		}
	}
	return me, nil
}
