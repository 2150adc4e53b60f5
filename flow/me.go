package flow

import (
	"context"

	"edov/flow/strictjson"
)

// Me is what Microsoft Graph says of the user who signed in: auth products
// that take an email from there take one of these.
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

// Me reads /me with the user's own access token.
func (g Graph) Me(ctx context.Context, env Env) (*Me, *Failure) {
	cl := g.client(env)
	defer cl.close()
	v, failure := g.fetch(ctx, cl, g.Base+"/v1.0/me?$select=id,mail,userPrincipalName,otherMails")
	if failure != nil {
		failure.Hint = "the probe needs the scope " + ScopeMe + ", consented to by the user"
		return nil, failure
	}
	me := &Me{ID: cut(v.Get("id").Str(), 64), Mail: cut(v.Get("mail").Str(), maxMe), PrincipalName: cut(v.Get("userPrincipalName").Str(), maxMe)}
	if me.ID == "" {
		return nil, &Failure{Stage: StageRegistration, Kind: FailureProtocol, Summary: "Microsoft Graph's answer names no user"}
	}
	for _, mail := range v.Get("otherMails").Elems {
		if mail.Kind == strictjson.String && len(me.OtherMails) < 10 {
			me.OtherMails = append(me.OtherMails, cut(mail.Text, maxMe))
		}
	}
	return me, nil
}

// ReadMe adds what Microsoft Graph says of the user to a finished sign-in. base
// is the service; what goes wrong is in the Session's problems.
func ReadMe(ctx context.Context, env Env, base string, s *Session) {
	if s.Tokens == nil || s.Tokens.AccessToken.IsZero() {
		return
	}
	token := NewSecret(s.Tokens.AccessToken.Compact())
	g := Graph{
		Base: base, Program: s.Program, Bearer: func(context.Context) (Secret, error) { return token, nil },
		Record: func(e Exchange) { s.Exchanges = append(s.Exchanges, e) },
	}
	me, failure := g.Me(ctx, env)
	if failure != nil {
		s.Problems = append(s.Problems, *failure)
	}
	s.Me = me
	s.hideSent()
}
