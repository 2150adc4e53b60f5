package flow

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"edov/flow/entra"
)

// ProbeSecret asks the token endpoint whether a client secret is valid, without a user: with
// the client credentials grant (RFC 6749 section 4.4) at the app's own tenant, without any
// permission. Nil means that Microsoft accepted the secret; the access token in the
// response is a live credential and is dropped unread.
//
// Only some failures say something about the secret: see inspect/secret.JudgeProbe.
func ProbeSecret(ctx context.Context, env Env, c Connection, program string, record func(Exchange)) *Failure {
	c = c.withDefaults()
	local := func(summary, hint string) *Failure {
		return &Failure{Stage: StageConnection, Kind: FailureLocal, Summary: summary, Hint: hint}
	}
	switch {
	case entra.IsTenantWord(c.Tenant) || strings.EqualFold(c.Tenant, entra.ConsumersTenant):
		return local("a secret can be tested only at the app's own tenant",
			"add --tenant with the Directory (tenant) ID from Overview")
	case c.Secret.IsZero():
		return local("there is no secret to test", "use --secret-file, --secret-env or --secret-stdin")
	}
	for _, fault := range c.Validate() {
		return local(fault.Error(), fault.Hint)
	}
	if record == nil {
		record = func(Exchange) {}
	}
	cl := newClient(env, c, program, record)
	defer cl.close()
	endpoint := c.authorityURL() + "/" + url.PathEscape(c.Tenant) + "/oauth2/v2.0/token"
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {c.ClientID},
		"client_secret": {c.Secret.Reveal()}, "scope": {entra.GraphBase(c.Cloud) + "/.default"},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return tokenProtocol("the address of the token endpoint is not valid")
	}
	cl.head(req)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.GetBody = nil
	answer, err := cl.exchange("probe", req, maxTokens, []carried{carriesSecret})
	if err != nil {
		f := cl.explain(err, req.URL)
		f.Stage = StageToken
		return f
	}
	_, failure := readTokens(answer)
	if failure != nil {
		failure.HTTPStatus = answer.status
	}
	return failure
}
